// SPDX-License-Identifier: MIT
#include "shared/base/random.h"

#include <cerrno>
#include <system_error>

#include <sys/random.h>

namespace baithak {
namespace {

void fillFromSystem(std::span<std::uint8_t> bytes) {
    while (!bytes.empty()) {
        const auto count = ::getrandom(bytes.data(), bytes.size(), 0);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw std::system_error(errno, std::generic_category(), "getrandom");
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
}

// SplitMix64: tiny, and the same everywhere, which the distributions of the standard library are not.
std::uint64_t nextMixed(std::uint64_t& state) noexcept {
    state += 0x9e3779b97f4a7c15U;
    std::uint64_t mixed = state;
    mixed = (mixed ^ (mixed >> 30U)) * 0xbf58476d1ce4e5b9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94d049bb133111ebU;
    return mixed ^ (mixed >> 31U);
}

}  // namespace

RandomSource systemRandom() { return fillFromSystem; }

RandomSource seededRandom(std::uint64_t seed) {
    return [state = seed](std::span<std::uint8_t> bytes) mutable {
        std::uint64_t word = 0;
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            if (i % 8 == 0) word = nextMixed(state);
            bytes[i] = static_cast<std::uint8_t>(word);
            word >>= 8U;
        }
    };
}

}  // namespace baithak
