// SPDX-License-Identifier: MIT
#pragma once

// The host: builds what the configuration names, starts the roles and the listeners, says on standard output that it
// serves, and drains on SIGTERM or SIGINT.

#include "server/runtime/config.h"

namespace baithak {

// Serves until told to stop. The process's exit code: 0 after a drain, within `drain-seconds` whatever happens; 1 when
// it could not start, 2 when it never will as it is configured (the log says why).
int serve(const Config& config);

}  // namespace baithak
