// SPDX-License-Identifier: MIT
#pragma once

// The whole system on one page: each role, and what it is given.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "server/host/backends.h"
#include "server/net/http_routes.h"
#include "server/roles/admin/operator_routes.h"
#include "server/roles/gateway/gateway_role.h"
#include "server/roles/role.h"

namespace baithak {

// One line of the table.
struct RoleEntry;
using RoleEntries = std::vector<const RoleEntry*>;

// The roles that the list names, in the order in which they start: what is at the end of the way starts first and stops
// last. Errc::malformed when there is no such role, with the names of those that there are.
Result<RoleEntries> chooseRoles(const std::string& list);
std::vector<std::string> namesOf(const RoleEntries& roles);
Needs needsOf(const RoleEntries& roles);

struct RoleSet {
    GatewayRole* gateway = nullptr;            // also in `roles`; none in a process without it
    std::vector<std::unique_ptr<Role>> roles;  // in the order in which they start; they stop in reverse
};

// What the host has for its roles.
struct RoleParts {
    const Config& config;
    Loop& loop;
    Backends& backends;
    HttpRoutes& routes;
    OperatorRoutes& operators;
    const Clock& clock;
    Log& log;
    Metrics& metrics;
};

RoleSet makeRoles(const RoleEntries& entries, const RoleParts& parts);

}  // namespace baithak
