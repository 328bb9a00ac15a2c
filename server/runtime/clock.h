// SPDX-License-Identifier: MIT
#pragma once

// What time it is. Roles take a Clock so that tests can move time.

#include <chrono>

#include "shared/base/timestamp.h"

namespace baithak {

class Clock {
public:
    virtual ~Clock() = default;
    virtual Timestamp now() const = 0;                                    // wall clock
    virtual std::chrono::steady_clock::time_point steadyNow() const = 0;  // never goes back
};

class SystemClock final : public Clock {
public:
    Timestamp now() const override {
        const auto since = std::chrono::system_clock::now().time_since_epoch();
        return {static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(since).count())};
    }
    std::chrono::steady_clock::time_point steadyNow() const override { return std::chrono::steady_clock::now(); }
};

}  // namespace baithak
