// SPDX-License-Identifier: MIT
#pragma once

// How long to wait before trying again: doubling from `first` to `cap`, and each wait a random part of its step (half
// to whole), so that a thousand clients cut off together do not come back together. Pure: the seed decides the jitter.

#include <chrono>
#include <cstdint>

namespace baithak {

struct BackoffConfig {
    std::chrono::milliseconds first{500};
    std::chrono::milliseconds cap{30'000};
    std::chrono::milliseconds stableAfter{
        10'000};  // a connection that lasted this long makes the next wait short again
};

class Backoff {
public:
    Backoff(BackoffConfig config, std::uint64_t seed) noexcept : config_(config), random_(seed) {}

    // The wait before the next try; each call is one more failure.
    std::chrono::milliseconds next() noexcept;
    // The next wait is a first one again.
    void reset() noexcept { failures_ = 0; }

    const BackoffConfig& config() const noexcept { return config_; }

private:
    BackoffConfig config_;
    std::uint64_t random_;
    unsigned failures_ = 0;
};

}  // namespace baithak
