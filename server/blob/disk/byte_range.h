// SPDX-License-Identifier: MIT
#pragma once

// Which bytes of a file a request asks for (RFC 9110, 14): one range, or all. Pure.

#include <cstdint>
#include <optional>
#include <string_view>

namespace baithak {

struct ByteRange {
    std::uint64_t first = 0;
    std::uint64_t size = 0;
    friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

enum class RangeAnswer : std::uint8_t { all, part, unsatisfiable };
struct RangeChoice {
    RangeAnswer answer = RangeAnswer::all;
    ByteRange range;  // with `all` the whole
};

// `header` is the value of Range, empty when there is none. What can't be read, and several ranges at once, are
// answered with all, as the RFC allows.
RangeChoice chooseRange(std::string_view header, std::uint64_t fileBytes) noexcept;

}  // namespace baithak
