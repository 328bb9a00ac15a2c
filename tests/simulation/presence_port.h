// SPDX-License-Identifier: MIT
#pragma once

// Presence in the simulated cluster: one table, asked over the network by each process. The sessions of a gateway last
// as long as its lease.

#include <map>

#include "server/presence/presence.h"
#include "tests/simulation/process.h"

namespace baithak::simulation {

// The table itself; each call is one moment.
class PresenceTable {
public:
    explicit PresenceTable(const Engine& engine) : engine_(engine), schedule_(engine.schedule) {}

    Sessions put(Session session);
    void remove(const UserId& user, const ConnectionId& connection);
    Sessions sessionsOf(const std::vector<UserId>& users) const;
    Announcement announce(const GatewayId& gateway);
    void withdraw(const GatewayId& gateway);
    std::vector<GatewayId> gateways() const;
    // Everything is gone, as when a memory-only server starts anew.
    void wipe();

private:
    bool isAlive(const GatewayId& gateway) const;

    const Engine& engine_;
    const Schedule& schedule_;
    std::map<UserId, Sessions> byUser_;
    std::map<GatewayId, Time> leases_;  // until when
};

struct PresenceWeather {
    Duration slowest{2'000};
    double failed = 0;
    bool isAway = false;
};

class PresencePort final : public Presence {
public:
    PresencePort(Process& process, PresenceTable& table, const PresenceWeather& weather)
        : process_(process), table_(table), weather_(weather) {}

    Task<Result<Sessions>> put(Session session) override;
    Task<Result<>> remove(UserId user, ConnectionId connection) override;
    Task<Result<Sessions>> sessionsOf(std::shared_ptr<const std::vector<UserId>> users) override;
    Task<Result<Sessions>> sessionsOf(UserId user) override;
    Task<Result<Announcement>> announce(Instance instance, GatewayId gateway) override;
    Task<Result<>> withdraw(std::string instance, GatewayId gateway) override;
    Task<Result<std::vector<Instance>>> instances() override;
    std::vector<GatewayId> gateways() const override { return table_.gateways(); }
    std::unique_ptr<PresenceWatch> watch(std::vector<UserId> users, Loop& loop, PresenceHandler handler) override;

    // Bug::presenceReadBeforeCommit: what is asked from now on is answered from what is there now.
    void readAhead() { ahead_.emplace(table_); }

private:
    Process::Trip trip();
    template <class T>
    Task<Result<T>> ask(std::function<Result<T>(PresenceTable&)> question);

    Process& process_;
    PresenceTable& table_;
    const PresenceWeather& weather_;
    std::optional<PresenceTable> ahead_;
};

}  // namespace baithak::simulation
