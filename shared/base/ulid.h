// SPDX-License-Identifier: MIT
#pragma once

// ULIDs: 128-bit ids whose text, 26 letters of Crockford's base 32, sorts by the time they were made. Used for
// `serverId` and for connections. The generator is monotonic: each id is greater than the one before, also when the
// clock stands still or goes back. Not thread-safe: one generator per event loop.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/base/random.h"
#include "shared/base/timestamp.h"

namespace baithak {

class UlidGenerator {
public:
    explicit UlidGenerator(RandomSource random) : random_(std::move(random)) {}

    // An id for that time (48 bits of milliseconds count).
    std::string next(Timestamp now);

private:
    bool increment() noexcept;

    RandomSource random_;
    std::uint64_t lastMs_ = 0;
    bool hasLast_ = false;
    std::array<std::uint8_t, 10> tail_{};
};

// The time in a ULID; nothing for a text that is none.
std::optional<Timestamp> ulidTime(std::string_view ulid) noexcept;

}  // namespace baithak
