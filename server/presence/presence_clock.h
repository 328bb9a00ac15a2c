// SPDX-License-Identifier: MIT
#pragma once

// The time by the clock of presence, as one process knows it: presence tells its time with each announcement. By it
// gateways agree which of a device's connections was opened later, however far apart their own clocks are. Each answer
// says between which bounds that clock is; together they leave a narrow stretch, good to the quickest ways there and
// back. Pure; used on one loop.

#include <chrono>
#include <optional>

#include "shared/base/timestamp.h"

namespace baithak {

class PresenceClock {
public:
    using Moment = std::chrono::steady_clock::time_point;

    // Presence said that it is `told`, asked and heard at these moments of this process. An answer that contradicts the
    // ones before counts alone: that clock was put right, or is another's.
    void note(Timestamp told, Moment askedAt, Moment heardAt);

    // What time it was there at that moment here; 0 until presence has told its time.
    Timestamp at(Moment moment) const;

private:
    using Span = std::chrono::microseconds;

    // How far that clock is ahead of this process's steady one.
    struct Bounds {
        Span least{};
        Span most{};
    };
    // The same at a later moment: two clocks drift apart.
    Bounds boundsAt(Moment moment) const;

    std::optional<Bounds> bounds_;
    Moment notedAt_;
};

}  // namespace baithak
