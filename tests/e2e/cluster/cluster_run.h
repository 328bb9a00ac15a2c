// SPDX-License-Identifier: MIT
#pragma once

// Seeded runs against one cluster: in each a crowd of its own talks while one thing fails; then everything heals, and
// the history is checked against the logs. The seed decides what fails, when and for how long, and what the people do;
// the machine's timing adds its own.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/e2e/cluster/fault.h"
#include "tests/support/cluster/cluster.h"

namespace baithak::test {

struct ClusterOutcome {
    std::string fault;  // what failed, for a person
    std::size_t sent = 0;
    std::size_t acknowledged = 0;
    std::size_t shown = 0;
    std::size_t files = 0;  // whose upload was acknowledged
    // From the fault's end until a message went through; from its beginning when others do the work.
    std::chrono::milliseconds away{};
    std::vector<std::string> violations;
    std::string history;
};

// With a kind, the fault is of that kind in every run.
ClusterOutcome runClusterSeed(Loop& loop, Cluster& cluster, std::uint32_t seed,
                              std::optional<FaultKind> kind = std::nullopt);

}  // namespace baithak::test
