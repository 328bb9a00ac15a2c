// SPDX-License-Identifier: MIT
#include "shared/base/uuid.h"

#include <array>
#include <string_view>

namespace baithak {

std::string makeUuid(const RandomSource& random) {
    constexpr std::string_view kHexDigits = "0123456789abcdef";
    std::array<std::uint8_t, 16> bytes{};
    random(bytes);
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0fU) | 0x40U);  // version 4
    bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3fU) | 0x80U);  // the RFC's variant
    std::string text;
    text.reserve(36);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) text.push_back('-');
        text.push_back(kHexDigits[bytes[i] >> 4U]);
        text.push_back(kHexDigits[bytes[i] & 15U]);
    }
    return text;
}

}  // namespace baithak
