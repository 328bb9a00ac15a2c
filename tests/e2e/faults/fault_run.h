// SPDX-License-Identifier: MIT
#pragma once

// One seeded run: a dozen real clients of all wire forms talk to the real server, directly and in groups, while it is
// killed and started again, connections break and clients restart; then everything heals, and the history is checked
// against the logs. The seed decides what is tried and when; the machine's timing adds its own.

#include <cstdint>
#include <string>
#include <vector>

namespace baithak::test {

struct FaultOptions {
    std::string server;  // the path of baithakd
    std::uint32_t seed = 1;
    int steps = 250;
};

struct FaultOutcome {
    std::size_t sent = 0;
    std::size_t acknowledged = 0;
    std::size_t shown = 0;
    std::size_t files = 0;  // whose upload was acknowledged
    int kills = 0;
    std::vector<std::string> violations;
    std::string history;    // as text, for the reader of a failure
    std::string serverLog;  // what the server wrote to stderr
};

FaultOutcome runFaults(const FaultOptions& options);

}  // namespace baithak::test
