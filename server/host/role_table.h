// SPDX-License-Identifier: MIT
#pragma once

// The whole system on one page: each role, and what it is given.

#include <memory>
#include <vector>

#include "server/host/backends.h"
#include "server/net/http_routes.h"
#include "server/roles/gateway/gateway_role.h"
#include "server/roles/role.h"

namespace baithak {

struct RoleSet {
    GatewayRole* gateway = nullptr;            // also in `roles`
    std::vector<std::unique_ptr<Role>> roles;  // in the order in which they start; they stop in reverse
};

RoleSet makeRoles(const Config& config, Loop& loop, Backends& backends, HttpRoutes& routes, const Clock& clock,
                  Log& log, Metrics& metrics);

}  // namespace baithak
