// SPDX-License-Identifier: MIT
#pragma once

// Scripts that teach a shell to complete baithakctl's commands and options, made from their table. Pure.

#include <string>
#include <string_view>

#include "shared/base/result.h"

namespace baithak::ctl {

// `shell`: bash, zsh or fish; Errc::malformed for any other.
Result<std::string> completionFor(std::string_view shell);

}  // namespace baithak::ctl
