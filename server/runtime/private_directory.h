// SPDX-License-Identifier: MIT
#pragma once

// A directory that the server's user alone may enter.

#include <string>

#include "shared/base/result.h"

namespace baithak {

// Makes the directory (mode 0700) and what is missing above it; one that is there stays as it is. Errc::unavailable
// when it can't be made.
Result<> makePrivateDirectory(const std::string& directory);

}  // namespace baithak
