// SPDX-License-Identifier: MIT
#pragma once

// Chance, by a seed: the same on every machine and with every library, which the standard distributions are not.

#include <chrono>
#include <cstdint>
#include <vector>

#include "shared/base/random.h"

namespace baithak::simulation {

using Duration = std::chrono::microseconds;

class Random {
public:
    explicit Random(std::uint64_t seed) : bytes_(seededRandom(seed)) {}

    std::uint64_t next() {
        std::uint64_t word = 0;
        bytes_({reinterpret_cast<std::uint8_t*>(&word), sizeof word});
        return word;
    }
    // Less than `bound`, which is not 0.
    std::uint64_t below(std::uint64_t bound) { return next() % bound; }
    bool chance(double share) { return static_cast<double>(next() >> 11U) * 0x1p-53 < share; }
    Duration between(Duration least, Duration most) {
        return least + Duration(below(static_cast<std::uint64_t>((most - least).count()) + 1));
    }
    template <class T>
    T& anyOf(std::vector<T>& all) {
        return all[below(all.size())];
    }

private:
    RandomSource bytes_;
};

}  // namespace baithak::simulation
