// SPDX-License-Identifier: MIT
#pragma once

// Seeded runs against one cluster: in each a crowd of its own talks while one thing fails; then everything heals, and
// the history is checked against the logs. The seed decides what fails, when and for how long, and what the people do;
// the machine's timing adds its own.

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/cluster/cluster.h"

namespace baithak::test {

struct ClusterOutcome {
    std::string fault;  // what failed, for a person
    std::size_t sent = 0;
    std::size_t acknowledged = 0;
    std::size_t shown = 0;
    std::chrono::milliseconds
        away{};  // from the fault's end until a message went through; at once when others do the work
    std::vector<std::string> violations;
    std::string history;
};

ClusterOutcome runClusterSeed(Loop& loop, Cluster& cluster, std::uint32_t seed);

}  // namespace baithak::test
