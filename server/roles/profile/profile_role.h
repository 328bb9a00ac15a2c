// SPDX-License-Identifier: MIT
#pragma once

// The profile role: accounts, sign-in, devices and contacts (docs/protocol.md, A2 and B5).

#include <memory>

#include "server/auth/access_keys.h"
#include "server/auth/auth_provider.h"
#include "server/bus/bus.h"
#include "server/net/http_routes.h"
#include "server/roles/role.h"
#include "server/runtime/clock.h"
#include "server/store/user_store.h"

namespace baithak {

struct ProfilePorts {
    Bus& bus;
    UserStore& users;
    AuthProvider& auth;
    Authenticator& authenticator;
    HttpRoutes& routes;
    const Clock& clock;
};

// `keyLife`: how long an access key is good.
std::unique_ptr<Role> makeProfileRole(ProfilePorts ports, std::chrono::hours keyLife);

}  // namespace baithak
