// SPDX-License-Identifier: MIT
#pragma once

// The admin role: what operators do to accounts and to dead letters, as routes of the operations listener
// (docs/operations.md, "The operators' API").

#include <memory>

#include "server/auth/auth_provider.h"
#include "server/bus/bus.h"
#include "server/presence/presence.h"
#include "server/roles/admin/operator_routes.h"
#include "server/roles/role.h"
#include "server/store/user_store.h"

namespace baithak {

struct AdminPorts {
    Bus& bus;
    UserStore& users;
    AuthProvider& auth;
    Presence& presence;
    OperatorRoutes& routes;
};

std::unique_ptr<Role> makeAdminRole(AdminPorts ports);

}  // namespace baithak
