// SPDX-License-Identifier: MIT
#pragma once

// The group router: takes `new-group-message` and says once, for the whole batch, whom to ring. Its word is a hint:
// whether the sender may send, and who may see, is decided with the log.

#include <memory>

#include "server/bus/bus.h"
#include "server/roles/role.h"
#include "server/runtime/gate.h"
#include "server/store/group_store.h"

namespace baithak {

std::unique_ptr<Role> makeGroupRouterRole(Loop& loop, Bus& bus, GroupStore& groups, Log& log);

}  // namespace baithak
