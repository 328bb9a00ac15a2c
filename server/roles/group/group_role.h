// SPDX-License-Identifier: MIT
#pragma once

// The group role: /groups. Checks the rules on the group as it is, says the change as `system-message`, and answers
// when delivery has committed it.

#include <memory>

#include "server/auth/access_keys.h"
#include "server/bus/bus.h"
#include "server/net/http_routes.h"
#include "server/roles/role.h"
#include "server/runtime/clock.h"
#include "server/store/group_store.h"
#include "shared/base/random.h"

namespace baithak {

struct GroupPorts {
    Loop& loop;
    Bus& bus;
    GroupStore& groups;
    Authenticator& authenticator;
    HttpRoutes& routes;
    const Clock& clock;
    RandomSource random = systemRandom();  // of the ids it gives
};

// `answerWithin`: how long a call waits for the commit before it is answered 503.
std::unique_ptr<Role> makeGroupRole(GroupPorts ports, std::chrono::milliseconds answerWithin);

}  // namespace baithak
