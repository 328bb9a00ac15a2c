// SPDX-License-Identifier: MIT
#pragma once

// Delivery: the only writer of conversations. Commits first, then reads presence, then rings: what is acknowledged is
// in the log, and who was connecting meanwhile finds it there. Serves the logs and the marks to gateways, and
// /conversations to clients.

#include <memory>

#include "server/auth/access_keys.h"
#include "server/bus/bus.h"
#include "server/net/http_routes.h"
#include "server/presence/presence.h"
#include "server/roles/role.h"
#include "server/runtime/clock.h"
#include "server/runtime/log.h"
#include "server/runtime/metrics.h"
#include "server/store/store.h"

namespace baithak {

struct DeliveryPorts {
    Loop& loop;
    Bus& bus;
    MessageStore& messages;
    GroupStore& groups;
    UserStore& users;
    Presence& presence;
    Authenticator& authenticator;
    HttpRoutes& routes;
    const Clock& clock;
    Log& log;
    Metrics& metrics;
};

std::unique_ptr<Role> makeDeliveryRole(DeliveryPorts ports);

}  // namespace baithak
