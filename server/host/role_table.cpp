// SPDX-License-Identifier: MIT
#include "server/host/role_table.h"

#include "server/roles/delivery/delivery_role.h"
#include "server/roles/group/group_role.h"
#include "server/roles/group_router/group_router_role.h"
#include "server/roles/profile/profile_role.h"
#include "server/roles/router/router_role.h"

namespace baithak {

RoleSet makeRoles(const Config& config, Loop& loop, Backends& backends, HttpRoutes& routes, const Clock& clock,
                  Log& log, Metrics& metrics) {
    auto& bus = *backends.bus;
    auto& keys = *backends.authenticator;
    auto& store = *backends.store;
    const std::chrono::milliseconds ackTimeout(config.ackTimeoutMs);
    GatewayLimits limits;
    limits.messagesPerSecond = config.messagesPerSecond;
    limits.ackTimeout = ackTimeout;

    RoleSet set;
    const auto add = [&](auto role) { set.roles.push_back(std::move(role)); };
    // What is at the end of the way starts first and stops last.
    add(makeDeliveryRole(
        {loop, bus, store.messages(), store.groups(), store.users(), *backends.presence, keys, routes, log, metrics}));
    add(makeGroupRouterRole(loop, bus, store.groups(), log));
    add(makeRouterRole(loop, bus));
    add(makeGroupRole({loop, bus, store.groups(), keys, routes, clock}, ackTimeout));
    add(makeProfileRole({bus, store.users(), *backends.auth, keys, routes, clock},
                        std::chrono::hours(24) * config.keyDays));
    auto gateway = makeGatewayRole({loop, bus, keys, routes, clock, log, metrics}, limits);
    set.gateway = gateway.get();
    add(std::move(gateway));
    return set;
}

}  // namespace baithak
