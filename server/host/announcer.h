// SPDX-License-Identifier: MIT
#pragma once

// Makes this process known to the others: renews its lease in presence every kLeaseRenewal, and has its gateway name
// its clients again when the lease was lost (presence was wiped, or this process paused); the gateway hears what time
// it is in presence. Lives on one loop; to be
// withdrawn, and that awaited, before it goes. Presence that is away is asked again each second.

#include "server/presence/presence.h"
#include "server/roles/gateway/gateway_role.h"
#include "server/runtime/clock.h"
#include "server/runtime/gate.h"
#include "server/runtime/log.h"

namespace baithak {

class Announcer {
public:
    // `gateway`: null in a process without that role.
    Announcer(Loop& loop, Presence& presence, Instance self, GatewayRole* gateway, const Clock& clock, Log& log);

    void start();
    // Gives the lease back, and with it the sessions of the gateway.
    Task<> withdraw();

private:
    Task<> announce();
    void note(const Result<Announcement>& announced, std::chrono::steady_clock::time_point askedAt);

    Presence& presence_;
    const Instance self_;
    GatewayRole* gateway_;
    const GatewayId gatewayId_;
    const Clock& clock_;
    Log& log_;
    Gate gate_;
    std::unique_ptr<Timer> timer_;
    bool isAway_ = false;
    bool isStopped_ = false;
};

}  // namespace baithak
