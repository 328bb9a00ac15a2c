// SPDX-License-Identifier: MIT
#pragma once

// The gateway: WebSockets and POST /messages. It alone says who sent a message, gives it its server id and time, and
// knows what each connected device has.

#include <memory>

#include "server/auth/access_keys.h"
#include "server/bus/bus.h"
#include "server/net/http_routes.h"
#include "server/roles/gateway/gateway_context.h"
#include "server/roles/role.h"
#include "server/runtime/clock.h"
#include "server/runtime/log.h"
#include "server/runtime/metrics.h"
#include "shared/base/random.h"

namespace baithak {

struct GatewayPorts {
    Loop& loop;
    Bus& bus;
    Authenticator& authenticator;
    HttpRoutes& routes;
    const Clock& clock;
    Log& log;
    Metrics& metrics;
    RandomSource random = systemRandom();  // of the ids it gives
};

class GatewayRole : public Role {
public:
    // As which it is known on the bus and in presence, for as long as it runs.
    virtual const GatewayId& id() const noexcept = 0;
    // Says of each client again, within seconds, that it is connected: presence may have lost them.
    virtual void renewSessions() = 0;
    // Presence says that it is `told`, in answer to what it was asked at that moment (PresenceClock).
    virtual void noteTime(Timestamp told, PresenceClock::Moment askedAt) = 0;
    // How many clients are connected now.
    virtual std::size_t connections() const noexcept = 0;
    // Closes the clients with 1012 in waves, the most recently active first, and resolves when they are gone and what
    // they sent is decided, or at the deadline.
    virtual Task<> drain(std::chrono::milliseconds atMost) = 0;
};

std::unique_ptr<GatewayRole> makeGatewayRole(GatewayPorts ports, GatewayLimits limits);

}  // namespace baithak
