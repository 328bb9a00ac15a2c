// SPDX-License-Identifier: MIT

// baithak-faults: runs the fault test for a range of seeds (docs/testing.md). A seed that fails leaves its history and
// the server's log in a directory of its own and says how to run it again.

#include <chrono>
#include <cstdio>
#include <string>

#include "tests/e2e/faults/fault_run.h"
#include "tests/e2e/faults/runner.h"

namespace {

using namespace baithak::test;

constexpr auto kUsage =
    "Usage: baithak-faults [--seeds FIRST..LAST | --seed N] [--steps N] [--server PATH] [--keep DIR]\n"
    "  --steps N       how much happens in a run (default 250)\n";

bool runSeed(const RunnerArguments& arguments, FaultOptions options, std::uint32_t seed) {
    options.seed = seed;
    options.server = arguments.server;
    const auto began = std::chrono::steady_clock::now();
    const FaultOutcome outcome = runFaults(options);
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - began;
    const bool isKept = outcome.violations.empty();
    std::printf("seed %u: %zu sent, %zu acknowledged, %zu shown, %zu files, %d kills, %.1f s: %s\n", seed, outcome.sent,
                outcome.acknowledged, outcome.shown, outcome.files, outcome.kills, time.count(),
                isKept ? "kept" : "BROKEN");
    printViolations(outcome.violations);
    if (!isKept) std::printf("  again: baithak-faults --seed %u --steps %d\n", seed, options.steps);
    // So long a run has waited for a time-out: somebody may want to know for which.
    const bool isSlow = time > std::chrono::seconds(8);
    if (!isKept || isSlow || arguments.isAlone()) {
        keepEvidence(arguments, "baithak-faults", seed,
                     {{"history.txt", outcome.history}, {"server.log", outcome.serverLog}});
    }
    std::fflush(stdout);
    return isKept;
}

}  // namespace

int main(int argc, char** argv) {
    RunnerArguments arguments{BAITHAKD_PATH, 1, 20, {}};
    FaultOptions options;
    const auto takeSteps = [&options](const std::string& value) {
        const auto steps = readNumber(value);
        options.steps = static_cast<int>(steps.value_or(0));
        return steps.has_value();
    };
    if (!readArguments(argc, argv, arguments, {{"--steps", takeSteps}})) {
        std::fprintf(stderr, "%s%s", kUsage, std::string(kRunnerUsage).c_str());
        return 2;
    }
    return runSeeds(arguments, [&](std::uint32_t seed) { return runSeed(arguments, options, seed); });
}
