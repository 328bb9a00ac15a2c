// SPDX-License-Identifier: MIT
#pragma once

// Writes into the log what would be pushed, without its content: for servers without a push service.

#include <memory>

#include "server/push/push_provider.h"
#include "server/runtime/log.h"

namespace baithak {

std::unique_ptr<PushProvider> makeLogPush(Log& log);

}  // namespace baithak
