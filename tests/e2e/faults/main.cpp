// SPDX-License-Identifier: MIT

// baithak-faults: runs the fault test for a range of seeds (docs/testing.md). A seed that fails leaves its history and
// the server's log in a directory of its own and says how to run it again.

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "tests/e2e/faults/fault_run.h"

namespace {

using namespace baithak::test;

constexpr auto kUsage =
    "Usage: baithak-faults [--seeds FIRST..LAST | --seed N] [--steps N] [--server PATH] [--keep DIR]\n"
    "  --seeds A..B  the runs (default 1..20)\n"
    "  --seed N      one run\n"
    "  --steps N     how much happens in a run (default 250)\n"
    "  --server P    the baithakd to test (default: the one built with it)\n"
    "  --keep DIR    where the history and the log of a failed or single run go (default: the temporary files)\n";

struct Arguments {
    FaultOptions options;
    std::uint32_t first = 1;
    std::uint32_t last = 20;
    std::string keep = std::filesystem::temp_directory_path().string();
    bool isValid = true;
};

std::uint32_t number(const std::string& text) {
    return static_cast<std::uint32_t>(std::strtoul(text.c_str(), nullptr, 10));
}

Arguments readArguments(int argc, char** argv) {
    Arguments arguments;
    arguments.options.server = BAITHAKD_PATH;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string option = argv[i];
        const std::string value = argv[i + 1];
        if (option == "--seeds" && value.find("..") != std::string::npos) {
            arguments.first = number(value);
            arguments.last = number(value.substr(value.find("..") + 2));
        } else if (option == "--seed") {
            arguments.first = arguments.last = number(value);
        } else if (option == "--steps") {
            arguments.options.steps = static_cast<int>(number(value));
        } else if (option == "--server") {
            arguments.options.server = value;
        } else if (option == "--keep") {
            arguments.keep = value;
        } else {
            arguments.isValid = false;
        }
    }
    arguments.isValid = arguments.isValid && argc % 2 == 1 && arguments.first <= arguments.last;
    return arguments;
}

void keepEvidence(const Arguments& arguments, std::uint32_t seed, const FaultOutcome& outcome) {
    const auto directory = std::filesystem::path(arguments.keep) / ("baithak-faults-" + std::to_string(seed));
    std::filesystem::create_directories(directory);
    std::ofstream(directory / "history.txt") << outcome.history;
    std::ofstream(directory / "server.log") << outcome.serverLog;
    std::printf("  history and server log: %s\n", directory.c_str());
}

bool runSeed(const Arguments& arguments, std::uint32_t seed) {
    FaultOptions options = arguments.options;
    options.seed = seed;
    const auto began = std::chrono::steady_clock::now();
    const FaultOutcome outcome = runFaults(options);
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - began;
    std::printf("seed %u: %zu sent, %zu acknowledged, %zu shown, %d kills, %.1f s: %s\n", seed, outcome.sent,
                outcome.acknowledged, outcome.shown, outcome.kills, time.count(),
                outcome.violations.empty() ? "kept" : "BROKEN");
    for (std::size_t i = 0; i < outcome.violations.size() && i < 20; ++i)
        std::printf("  %s\n", outcome.violations[i].c_str());
    const bool isKept = outcome.violations.empty();
    if (!isKept) std::printf("  again: baithak-faults --seed %u --steps %d\n", seed, options.steps);
    // So long a run has waited for a time-out: somebody may want to know for which.
    const bool isSlow = time > std::chrono::seconds(8);
    if (!isKept || isSlow || arguments.first == arguments.last) keepEvidence(arguments, seed, outcome);
    std::fflush(stdout);
    return isKept;
}

}  // namespace

int main(int argc, char** argv) {
    const auto arguments = readArguments(argc, argv);
    if (!arguments.isValid) {
        std::fputs(kUsage, stderr);
        return 2;
    }
    std::uint32_t broken = 0;
    for (std::uint32_t seed = arguments.first; seed <= arguments.last; ++seed)
        broken += runSeed(arguments, seed) ? 0 : 1;
    std::printf("%u of %u runs kept every promise\n", arguments.last - arguments.first + 1 - broken,
                arguments.last - arguments.first + 1);
    return broken == 0 ? 0 : 1;
}
