// SPDX-License-Identifier: MIT
#pragma once

// Where random bytes come from. Generators of ids take the source as an argument, so that a test can seed it. A source
// is called by one thread at a time.

#include <cstdint>
#include <functional>
#include <span>

namespace baithak {

// Fills all of the span.
using RandomSource = std::function<void(std::span<std::uint8_t>)>;

// The operating system's source, fit for keys. Throws std::system_error when there is none, which no supported system
// does after its boot.
RandomSource systemRandom();

// The same bytes for the same seed, on every machine: for tests and jitter, never for keys.
RandomSource seededRandom(std::uint64_t seed);

}  // namespace baithak
