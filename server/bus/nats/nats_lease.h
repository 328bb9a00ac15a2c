// SPDX-License-Identifier: MIT
#pragma once

// The right to handle a partition of a group, for as long as it is renewed in time. Shared by who renews it and those
// who read under it.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>

#include "server/store/records.h"

namespace baithak {

class NatsLease {
public:
    using Clock = std::chrono::steady_clock;

    NatsLease(Fence fence, Clock::time_point until) : fence_(fence), until_(until.time_since_epoch().count()) {}

    const Fence& fence() const noexcept { return fence_; }

    // False once the time is over, also when this process slept through it, and nobody has said so yet.
    bool isHeld() const noexcept { return Clock::now().time_since_epoch().count() < until_.load(); }
    // Only while it is held: what has ended stays ended.
    bool renew(Clock::time_point until) noexcept {
        if (!isHeld()) return false;
        until_ = until.time_since_epoch().count();
        return true;
    }
    void end() noexcept { until_ = 0; }

private:
    Fence fence_;
    std::atomic<Clock::rep> until_;
};
using NatsLeasePtr = std::shared_ptr<NatsLease>;

}  // namespace baithak
