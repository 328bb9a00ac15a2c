// SPDX-License-Identifier: MIT
#include "shared/session/backoff.h"

#include <algorithm>

namespace baithak {

namespace {

// One step of SplitMix64: enough randomness to spread clients, the same on every platform for one seed.
std::uint64_t nextRandom(std::uint64_t& state) noexcept {
    state += 0x9E3779B97F4A7C15ULL;
    std::uint64_t mixed = state;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9ULL;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBULL;
    return mixed ^ (mixed >> 31);
}

}  // namespace

std::chrono::milliseconds Backoff::next() noexcept {
    auto step = config_.first;
    for (unsigned i = 0; i < failures_ && step < config_.cap; ++i) step *= 2;
    step = std::min(step, config_.cap);
    ++failures_;
    const auto half = static_cast<std::uint64_t>(step.count()) / 2;
    const std::uint64_t jitter = half == 0 ? 0 : nextRandom(random_) % (half + 1);
    return step - std::chrono::milliseconds(jitter);
}

}  // namespace baithak
