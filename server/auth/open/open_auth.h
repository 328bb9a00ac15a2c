// SPDX-License-Identifier: MIT
#pragma once

// Takes any token; the first sign-in makes the account. For trials and tests: the host refuses to listen beyond
// loopback with it.

#include <memory>

#include "server/auth/auth_provider.h"
#include "server/runtime/clock.h"

namespace baithak {

std::unique_ptr<AuthProvider> makeOpenAuth(UserStore& users, const Clock& clock);

}  // namespace baithak
