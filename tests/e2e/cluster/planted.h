// SPDX-License-Identifier: MIT
#pragma once

// The mistakes that the cluster's fault test must find: each is a baithakd of its own, built from sources with one
// patch (planted/NAME.patch). For each, the kind of fault that brings it to light soonest; without that the test finds
// them too, in more runs.

#include <array>
#include <cstdint>
#include <string_view>

#include "tests/e2e/cluster/fault.h"

namespace baithak::test {

struct Planted {
    std::string_view name;  // of the patch, and at the end of the program's name
    FaultKind fault;
    std::uint32_t runs;             // within so many it has to be found
    std::string_view ackTimeoutMs;  // what is slow to be healed is seen broken
    std::string_view shownBy;       // words of the sentence that names this mistake, and not its mere consequences
};

inline constexpr std::array kPlanted{
    Planted{"ack-before-commit", FaultKind::fill, 10, "2000", "and is not in the log"},
    Planted{"no-fencing", FaultKind::strand, 15, "2000", "A former owner wrote"},
    Planted{"no-duplicate-check", FaultKind::restart, 10, "2000", "the same message at another place"},
    Planted{"membership-outside-transaction", FaultKind::slowDisk, 10, "2000", "where the sender is no member"},
    Planted{"presence-before-commit", FaultKind::slowDisk, 10, "10000", "Not rung for"}};

}  // namespace baithak::test
