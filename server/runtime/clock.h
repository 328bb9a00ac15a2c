// SPDX-License-Identifier: MIT
#pragma once

// What time it is, and what is to happen later. Roles take a Clock so that tests can move time, and a simulation can
// make a minute pass in a millisecond.

#include <chrono>
#include <functional>
#include <memory>

#include "server/runtime/task.h"
#include "shared/base/timestamp.h"

namespace baithak {

// One call in the future, on the loop that the timer was made for. Destroying it forgets the call.
class Timer {
public:
    virtual ~Timer() = default;
    // Calls back once, when that time is over; the call that was due before is forgotten.
    virtual void start(std::chrono::milliseconds after, std::function<void()> call) = 0;
    // Forgets the call: it never comes.
    virtual void stop() = 0;
};

class Clock {
public:
    virtual ~Clock() = default;
    virtual Timestamp now() const = 0;                                    // wall clock
    virtual std::chrono::steady_clock::time_point steadyNow() const = 0;  // never goes back
    // A timer for that loop, which must outlive it; used on the loop's thread. The system's, unless the clock says
    // otherwise.
    virtual std::unique_ptr<Timer> timer(Loop& loop) const;
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
