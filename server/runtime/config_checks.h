// SPDX-License-Identifier: MIT
#pragma once

// What the value of an option may be. Pure; each error is the half of a sentence that says why the value won't do.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "shared/base/result.h"

namespace baithak {

// In quotes, as errors name it.
std::string quoted(std::string_view value);

// Not empty, and nothing but letters of ASCII, digits and these others.
bool consistsOf(std::string_view text, std::string_view others);
// A whole number from 1 to 65535.
bool isPort(std::string_view text);
// A host's name or address, `[…]` round one of IPv6, and a port: nothing that could say more where it is put in.
bool isHostAndPort(std::string_view text);

Result<> checkWord(std::string_view value, std::span<const std::string_view> words);
// Who answers there says who somebody is, or gets our secrets: nobody on the way may.
Result<> checkServiceUrl(std::string_view value);
// `all`, or names with commas; the names themselves are checked where they are known, in the host.
Result<> checkRoles(std::string_view value);
// A host that others can reach: a name, or an address that is not that of all.
Result<> checkAdvertise(std::string_view value);
// As browsers send it: scheme://host[:port], no path.
Result<> checkOrigin(std::string_view value);
Result<> checkOrigins(std::string_view value);  // with commas
// `image/png`, `image/*`, `*`, with commas.
Result<> checkFileTypes(std::string_view value);
Result<bool> readFlag(std::string_view value);
Result<std::uint64_t> readNumber(std::string_view value, std::uint64_t least, std::uint64_t most);

}  // namespace baithak
