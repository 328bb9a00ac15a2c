// SPDX-License-Identifier: MIT
#pragma once

// Base64 of RFC 4648: v3 frames inside POST /messages, keys, tokens. Pure. Decoding is strict: one text for each value,
// so no stray letters, no blanks, no missing or wrong padding, no bits left over.

#include <cstdint>
#include <string>
#include <string_view>

#include "shared/base/result.h"

namespace baithak {

// `standard` is padded (section 4); `url` uses `-` and `_` and no padding (section 5).
enum class Base64 : std::uint8_t { standard, url };

std::string encodeBase64(std::string_view bytes, Base64 variant = Base64::standard);

// Errc::malformed with a sentence.
Result<std::string> decodeBase64(std::string_view text, Base64 variant = Base64::standard);

}  // namespace baithak
