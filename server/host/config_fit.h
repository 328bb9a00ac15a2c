// SPDX-License-Identifier: MIT
#pragma once

// What a configuration asks for together, seen without touching anything: whether a process with these roles can run at
// all. Pure; `baithakd config check` and every start look here, before anything is opened.

#include "server/runtime/config.h"

namespace baithak {

// Errc::malformed with a line for each thing that can never do: a role that there is not, parts that live within one
// process while the roles are spread over several, and what the backends of the chosen roles cannot do without.
Result<> checkFit(const Config& config);

}  // namespace baithak
