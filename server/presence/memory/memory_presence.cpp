// SPDX-License-Identifier: MIT
#include "server/presence/memory/memory_presence.h"

#include <map>
#include <mutex>
#include <unordered_map>

#include "server/presence/watch_list.h"
#include "server/runtime/clock.h"

namespace baithak {
namespace {

class MemoryPresence final : public Presence {
public:
    Task<Result<Sessions>> put(Session session) override {
        const std::lock_guard lock(mutex_);
        Sessions replaced;
        const auto user = session.user;
        auto& sessions = byUser_[user];
        for (auto it = sessions.begin(); it != sessions.end();) {
            const auto& there = **it;
            if (there.device != session.device) {
                ++it;
                continue;
            }
            const bool isOther = there.connection != session.connection;
            const bool isSure = isOther && areInOrder(session, there);
            if (isOther && isEarlier(session, there)) {
                // A late arrival of an earlier connection: the later one stays, this one is the replaced.
                if (isSure) replaced.push_back(std::make_shared<const Session>(std::move(session)));
                co_return replaced;
            }
            if (isSure) replaced.push_back(std::move(*it));
            it = sessions.erase(it);
        }
        sessions.push_back(std::make_shared<const Session>(std::move(session)));
        watched_.note(user, true);
        co_return replaced;
    }

    Task<Result<>> remove(UserId user, ConnectionId connection) override {
        const std::lock_guard lock(mutex_);
        const auto found = byUser_.find(user);
        if (found != byUser_.end()) {
            std::erase_if(found->second, [&](const SessionPtr& session) { return session->connection == connection; });
            if (found->second.empty()) byUser_.erase(found);
            watched_.note(user, byUser_.contains(user));
        }
        co_return Result<>{};
    }

    Task<Result<Sessions>> sessionsOf(std::shared_ptr<const std::vector<UserId>> users) override {
        Sessions all;
        const std::lock_guard lock(mutex_);
        for (const auto& user : *users) appendOf(user, all);
        co_return all;
    }

    Task<Result<Sessions>> sessionsOf(UserId user) override {
        Sessions all;
        const std::lock_guard lock(mutex_);
        appendOf(user, all);
        co_return all;
    }

    // A process that is gone takes this presence with it: a lease never runs out here.
    Task<Result<Announcement>> announce(Instance instance, GatewayId gateway) override {
        const std::lock_guard lock(mutex_);
        const auto id = instance.id;
        const auto isNew = instances_.insert_or_assign(id, Announced{std::move(instance), std::move(gateway)}).second;
        co_return Announcement{isNew ? Lease::fresh : Lease::kept, clock_.now()};
    }

    Task<Result<>> withdraw(std::string instance, GatewayId gateway) override {
        const std::lock_guard lock(mutex_);
        instances_.erase(instance);
        for (auto it = byUser_.begin(); it != byUser_.end();) {
            std::erase_if(it->second, [&](const SessionPtr& session) { return session->gateway == gateway; });
            if (!it->second.empty()) {
                ++it;
                continue;
            }
            watched_.note(it->first, false);
            it = byUser_.erase(it);
        }
        co_return Result<>{};
    }

    Task<Result<std::vector<Instance>>> instances() override {
        const std::lock_guard lock(mutex_);
        std::vector<Instance> all;
        for (const auto& [id, announced] : instances_) all.push_back(announced.instance);
        co_return all;
    }

    std::vector<GatewayId> gateways() const override {
        const std::lock_guard lock(mutex_);
        std::vector<GatewayId> all;
        for (const auto& [id, announced] : instances_) {
            if (!announced.gateway.empty()) all.push_back(announced.gateway);
        }
        return all;
    }

    std::unique_ptr<PresenceWatch> watch(std::vector<UserId> users, Loop& loop, PresenceHandler handler) override {
        auto watcher = std::make_shared<Watcher>(std::move(users), loop, std::move(handler));
        const std::lock_guard lock(mutex_);
        for (const auto& user : watched_.add(watcher)) watched_.note(user, byUser_.contains(user));
        return makeWatch(std::move(watcher), [this](const WatcherPtr& ended) {
            const std::lock_guard lock(mutex_);
            watched_.remove(ended);
        });
    }

private:
    struct Announced {
        Instance instance;
        GatewayId gateway;
    };

    void appendOf(const UserId& user, Sessions& all) const {
        const auto found = byUser_.find(user);
        if (found != byUser_.end()) all.insert(all.end(), found->second.begin(), found->second.end());
    }

    const SystemClock clock_;
    mutable std::mutex mutex_;
    std::unordered_map<UserId, Sessions> byUser_;  // none is empty
    std::map<std::string, Announced> instances_;
    WatchList watched_;
};

}  // namespace

std::unique_ptr<Presence> makeMemoryPresence() { return std::make_unique<MemoryPresence>(); }

}  // namespace baithak
