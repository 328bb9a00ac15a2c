// SPDX-License-Identifier: MIT
#pragma once

// Options that hold several values.

#include <string>
#include <string_view>
#include <vector>

namespace baithak {

// The parts between commas, without the blanks around them; empty ones are left out.
std::vector<std::string> splitAtCommas(std::string_view text);

}  // namespace baithak
