// SPDX-License-Identifier: MIT
#pragma once

// GET /admin/status, which every process answers, whatever its roles: how it is, and which processes it knows of. It
// answers an operator's token, and an operator's proof for this process (server/auth/status_proof.h).

#include <functional>

#include "server/presence/presence.h"
#include "server/roles/admin/admin_views.h"
#include "server/roles/admin/operator_routes.h"

namespace baithak {

// `status` and `presence` are used for as long as the listener serves.
void hangStatus(OperatorRoutes& routes, Presence& presence, std::function<ProcessStatus()> status);

}  // namespace baithak
