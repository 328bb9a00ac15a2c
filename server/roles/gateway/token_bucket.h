// SPDX-License-Identifier: MIT
#pragma once

// A token bucket: so many a second, sustained, and a burst of as many as it holds. Pure.

#include <algorithm>
#include <chrono>

namespace baithak {

class TokenBucket {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    // `perSecond` 0: no limit.
    TokenBucket(double perSecond, double size) : perSecond_(perSecond), size_(size), tokens_(size) {}

    // Takes one; false when there is none.
    bool take(TimePoint now) {
        if (perSecond_ <= 0) return true;
        refill(now);
        if (tokens_ < 1) return false;
        tokens_ -= 1;
        return true;
    }
    bool hasTokens(TimePoint now) {
        if (perSecond_ <= 0) return true;
        refill(now);
        return tokens_ >= 1;
    }

private:
    void refill(TimePoint now) {
        if (now > last_) {
            if (last_ != TimePoint{}) {
                tokens_ = std::min(size_, tokens_ + std::chrono::duration<double>(now - last_).count() * perSecond_);
            }
            last_ = now;
        }
    }

    double perSecond_;
    double size_;
    double tokens_;
    TimePoint last_{};
};

}  // namespace baithak
