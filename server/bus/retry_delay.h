// SPDX-License-Identifier: MIT
#pragma once

// How long an event waits whose handler threw: twice as long after each try, for at most half a minute.

#include <algorithm>
#include <chrono>

namespace baithak {

inline std::chrono::milliseconds retryDelay(std::chrono::milliseconds first, int tries) {
    constexpr std::chrono::milliseconds kLongest = std::chrono::seconds(30);
    return std::min(kLongest, first * (1 << std::clamp(tries - 1, 0, 16)));
}

}  // namespace baithak
