// SPDX-License-Identifier: MIT
#pragma once

// How far a JSON string runs on without anything to look at. Internal to json_scan and json_writer.

#include <array>
#include <cstdint>
#include <cstring>

namespace baithak {

// Bytes that may not stand in a JSON string as they are: the quote, the backslash, control characters.
inline constexpr std::array<bool, 256> kStopsJsonString = [] {
    std::array<bool, 256> stops{};
    for (std::size_t c = 0; c < 0x20; ++c) stops[c] = true;
    stops['"'] = true;
    stops['\\'] = true;
    return stops;
}();

// Whether one of eight bytes is such a one. A byte above 0x7f never is: where a subtraction sets its high bit, the
// complement of the word clears it.
inline bool stopsWithin(std::uint64_t word) noexcept {
    constexpr std::uint64_t kOnes = 0x0101010101010101U;
    constexpr std::uint64_t kHighs = 0x8080808080808080U;
    const std::uint64_t quotes = word ^ (kOnes * '"');
    const std::uint64_t backslashes = word ^ (kOnes * '\\');
    const std::uint64_t found = (word - kOnes * 0x20) | (quotes - kOnes) | (backslashes - kOnes);
    return (found & ~word & kHighs) != 0;
}

// The first such byte, or the end.
inline const char* skipPlainText(const char* at, const char* end) noexcept {
    while (end - at >= 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, at, sizeof word);
        if (stopsWithin(word)) break;
        at += sizeof word;
    }
    while (at != end && !kStopsJsonString[static_cast<unsigned char>(*at)]) ++at;
    return at;
}

}  // namespace baithak
