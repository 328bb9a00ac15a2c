// SPDX-License-Identifier: MIT
#pragma once

// The router: takes `new-message`, and sends each batch on its way.

#include <memory>

#include "server/bus/bus.h"
#include "server/roles/role.h"

namespace baithak {

std::unique_ptr<Role> makeRouterRole(Loop& loop, Bus& bus);

}  // namespace baithak
