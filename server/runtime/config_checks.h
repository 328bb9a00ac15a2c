// SPDX-License-Identifier: MIT
#pragma once

// What the text of an option may be. Pure; each error says what it is not. Used by config_table.cpp.

#include <cstdint>
#include <span>
#include <string_view>

#include "shared/base/result.h"

namespace baithak {

Result<> checkWord(std::string_view value, std::span<const std::string_view> words);
// Who answers there says who somebody is, or gets our secrets: nobody on the way may.
Result<> checkServiceUrl(std::string_view url);
// The names themselves are checked where they are known, in the host.
Result<> checkRoles(std::string_view value);
// As browsers send it: scheme://host[:port], no path.
Result<> checkOrigin(std::string_view value);
Result<> checkOrigins(std::string_view value);
// `image/png`, `image/*`, `*`, with commas between.
Result<> checkFileTypes(std::string_view value);

Result<std::uint64_t> readNumber(std::string_view value, std::uint64_t least, std::uint64_t most);
Result<bool> readFlag(std::string_view value);

}  // namespace baithak
