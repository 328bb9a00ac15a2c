// SPDX-License-Identifier: MIT
#pragma once

// Presence within one process.

#include <memory>

#include "server/presence/presence.h"

namespace baithak {

std::unique_ptr<Presence> makeMemoryPresence();

}  // namespace baithak
