// SPDX-License-Identifier: MIT
#pragma once

// Points in time as they stand on the wire and in the store: whole milliseconds since the Unix epoch, UTC.

#include <chrono>
#include <compare>
#include <cstdint>

namespace baithak {

struct Timestamp {
    std::uint64_t ms = 0;

    friend auto operator<=>(const Timestamp&, const Timestamp&) = default;
    friend Timestamp operator+(Timestamp at, std::chrono::milliseconds by) {
        return {at.ms + static_cast<std::uint64_t>(by.count())};
    }
    friend std::chrono::milliseconds operator-(Timestamp a, Timestamp b) {
        return std::chrono::milliseconds(static_cast<std::int64_t>(a.ms - b.ms));
    }
};

}  // namespace baithak
