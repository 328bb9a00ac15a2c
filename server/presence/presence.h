// SPDX-License-Identifier: MIT
#pragma once

// Who is connected where. A hint: it decides where to ring, never whether to store. Called from any loop.

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "server/runtime/task.h"
#include "server/store/records.h"

namespace baithak {

struct Session {
    UserId user;
    DeviceNumber device = kNoDevice;
    GatewayId gateway;
    ConnectionId connection;  // sortable by the time it was opened, by the clock of its gateway
    bool isStrict = false;    // asked for receipts
    // By the clock of presence (Announcement): of one device's connections the one opened later wins. 0: not known, as
    // its gateway has only just started. Said to `put`; who reads sessions may find 0.
    Timestamp openedAt{};
};

// Whether it can be told for sure which of two connections of a device was opened first.
inline bool areInOrder(const Session& a, const Session& b) {
    return a.openedAt != Timestamp{} && b.openedAt != Timestamp{};
}
// Whether `a` was opened first; where that is not sure, by the clocks of their gateways.
inline bool isEarlier(const Session& a, const Session& b) {
    const bool isTold = areInOrder(a, b) && a.openedAt != b.openedAt;
    return isTold ? a.openedAt < b.openedAt : a.connection < b.connection;
}

// A process of the server, as the others see it.
struct Instance {
    std::string id;                  // unlike any other, before and after
    std::vector<std::string> roles;  // by name
    std::string address;             // host:port of its public listener
    std::string opsAddress;          // host:port of its listener for operations
    std::string version;
    Timestamp startedAt;
};

// What became of a lease that was renewed.
enum class Lease : std::uint8_t {
    kept,  // it was there
    fresh  // it was not: what it held before, the sessions of its gateway, may be gone
};

struct Announcement {
    Lease lease = Lease::kept;
    Timestamp now;  // by the clock of presence: one for all processes
};

using SessionPtr = std::shared_ptr<const Session>;
using Sessions = std::vector<SessionPtr>;

inline constexpr std::chrono::seconds kLeaseTime{15};
inline constexpr std::chrono::seconds kLeaseRenewal{5};
// A session that is not put again for so long may be forgotten; gateways do it every 30 s.
inline constexpr std::chrono::seconds kSessionTime{120};

using PresenceHandler = std::function<void(const UserId& user, bool isOnline)>;

// Holds a watch: its handler does not run once it is destroyed (on the loop that watches).
class PresenceWatch {
public:
    virtual ~PresenceWatch() = default;
};

// Errc::unavailable when what keeps it is away: within about a second, and at once while it is known to be.
class Presence {
public:
    virtual ~Presence() = default;

    // Notes a session, or renews it; answers the earlier sessions of the same device, which it replaces, or the session
    // itself when a later one is there: then that one stays. Where it is not sure which one is later, one of them is
    // kept and none is answered: a renewal decides, once both openings are known.
    virtual Task<Result<Sessions>> put(Session session) = 0;
    // Forgets that connection and no other.
    virtual Task<Result<>> remove(UserId user, ConnectionId connection) = 0;
    // The sessions of these users, in no order.
    virtual Task<Result<Sessions>> sessionsOf(std::shared_ptr<const std::vector<UserId>> users) = 0;
    virtual Task<Result<Sessions>> sessionsOf(UserId user) = 0;

    // Takes or renews the lease of a process, for kLeaseTime from now. A process whose lease has run out is none of
    // `instances`, and the sessions of its gateway are none of `sessionsOf`. A process without a gateway names none.
    virtual Task<Result<Announcement>> announce(Instance instance, GatewayId gateway) = 0;
    // Gives the lease back, with the sessions of the gateway.
    virtual Task<Result<>> withdraw(std::string instance, GatewayId gateway) = 0;
    virtual Task<Result<std::vector<Instance>>> instances() = 0;
    // The gateways that held a lease when this process last announced itself: whom to ring when nobody can be asked.
    virtual std::vector<GatewayId> gateways() const = 0;

    // Tells, on `loop`, when one of these users gets a first session or has lost the last; of nobody else.
    // Until told, each counts as away. Changes are told within seconds, those of a gateway that died once its lease has
    // run out. The watch must not outlive the Presence.
    virtual std::unique_ptr<PresenceWatch> watch(std::vector<UserId> users, Loop& loop, PresenceHandler handler) = 0;
};

}  // namespace baithak
