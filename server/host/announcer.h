// SPDX-License-Identifier: MIT
#pragma once

// Makes this process known to the others: renews its lease in presence every kLeaseRenewal, and has its gateway name
// its clients again when the lease was lost (presence was wiped, or this process paused). Lives on one loop; to be
// withdrawn, and that awaited, before it goes. Presence that is away is asked again each second, or as often as the
// lease is renewed.

#include "server/presence/presence.h"
#include "server/roles/gateway/gateway_role.h"
#include "server/runtime/gate.h"
#include "server/runtime/log.h"

namespace baithak {

class Announcer {
public:
    // `gateway`: null in a process without that role.
    Announcer(Loop& loop, Presence& presence, Instance self, GatewayRole* gateway, Log& log,
              std::chrono::milliseconds renewal = kLeaseRenewal);

    void start();
    // Gives the lease back, and with it the sessions of the gateway.
    Task<> withdraw();

private:
    Task<> run();
    void note(const Result<Lease>& lease);

    Presence& presence_;
    const Instance self_;
    GatewayRole* gateway_;
    const GatewayId gatewayId_;
    Log& log_;
    const std::chrono::milliseconds renewal_;
    Gate gate_;
    LoopTimer timer_;
    bool isAway_ = false;
    bool isStopped_ = false;
};

// What others may call this host by, when it listens on all of its addresses.
std::string reachableAddress(const std::string& listenAddress);

}  // namespace baithak
