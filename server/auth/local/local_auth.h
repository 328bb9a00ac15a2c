// SPDX-License-Identifier: MIT
#pragma once

// Passwords, hashed with Argon2id (RFC 9106) on the worker pool.

#include <memory>

#include "server/auth/auth_provider.h"
#include "server/runtime/clock.h"
#include "server/runtime/worker_pool.h"

namespace baithak {

std::unique_ptr<AuthProvider> makeLocalAuth(UserStore& users, WorkerPool& workers, const Clock& clock);

}  // namespace baithak
