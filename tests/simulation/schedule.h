// SPDX-License-Identifier: MIT
#pragma once

// Virtual time: what is to happen, in order. Time stands still while something happens and jumps to the next thing.

#include <chrono>
#include <cstdint>
#include <functional>
#include <vector>

#include "tests/simulation/random.h"

namespace baithak::simulation {

using Time = std::chrono::steady_clock::time_point;
using Action = std::function<void()>;

class Schedule {
public:
    Time now() const noexcept { return now_; }
    // Things of the same moment happen in the order in which they were said.
    void at(Time when, Action action);
    void after(Duration time, Action action) { at(now_ + time, std::move(action)); }
    // Does everything up to that moment, and all that it causes up to there.
    void runUntil(Time end);

private:
    struct Entry {
        Time when;
        std::uint64_t number;
        Action action;
    };
    static bool isLater(const Entry& a, const Entry& b) {
        return a.when != b.when ? a.when > b.when : a.number > b.number;
    }

    Time now_{std::chrono::hours(1)};
    std::uint64_t lastNumber_ = 0;
    std::vector<Entry> heap_;
};

}  // namespace baithak::simulation
