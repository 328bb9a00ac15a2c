// SPDX-License-Identifier: MIT

// baithak-simulation: runs the simulation for a range of seeds, with a mistake planted or without (docs/testing.md).

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>

#include "tests/simulation/world.h"

namespace {

using namespace baithak::simulation;

constexpr auto kUsage =
    "Usage: baithak-simulation [--seeds FIRST..LAST | --same FIRST..LAST | --trace SEED] [--bug NAME]\n"
    "  --seeds A..B  the runs (default 1..2000)\n"
    "  --same A..B   each of them twice: the same must happen in both\n"
    "  --trace N     one run, and what happened in it\n"
    "  --bug NAME    with this mistake planted, until it is found: ack-before-commit, no-fencing, no-duplicate-check,\n"
    "                membership-read-outside, presence-read-before-commit\n";

struct Arguments {
    std::uint64_t first = 1;
    std::uint64_t last = 2000;
    Bug bug = Bug::none;
    bool isTrace = false;
    bool isTwice = false;
    bool isValid = true;
};

Arguments readArguments(int argc, char** argv) {
    Arguments arguments;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string option = argv[i];
        const std::string value = argv[i + 1];
        const auto range = value.find("..");
        if ((option == "--seeds" || option == "--same") && range != std::string::npos) {
            arguments.first = std::strtoull(value.c_str(), nullptr, 10);
            arguments.last = std::strtoull(value.c_str() + range + 2, nullptr, 10);
            arguments.isTwice = option == "--same";
        } else if (option == "--trace") {
            arguments.first = arguments.last = std::strtoull(value.c_str(), nullptr, 10);
            arguments.isTrace = true;
        } else if (const auto bug = bugNamed(value); option == "--bug" && bug) {
            arguments.bug = *bug;
        } else {
            arguments.isValid = false;
        }
    }
    arguments.isValid = arguments.isValid && argc % 2 == 1 && arguments.first <= arguments.last;
    return arguments;
}

void report(std::uint64_t seed, Bug bug, const Outcome& outcome) {
    std::printf("seed %llu: %zu sent, %zu acknowledged, %zu shown: %s\n", static_cast<unsigned long long>(seed),
                outcome.sent, outcome.acknowledged, outcome.shown, outcome.violations.empty() ? "kept" : "BROKEN");
    for (std::size_t i = 0; i < outcome.violations.size() && i < 20; ++i)
        std::printf("  %s\n", outcome.violations[i].c_str());
    if (!outcome.violations.empty()) {
        std::printf("  again: baithak-simulation --trace %llu", static_cast<unsigned long long>(seed));
        std::printf(bug == Bug::none ? "\n" : " --bug %s\n", std::string(nameOf(bug)).c_str());
    }
    std::fflush(stdout);
}

Outcome runSeed(std::uint64_t seed, const Arguments& arguments) {
    auto outcome = World(seed, arguments.bug).run();
    if (arguments.isTwice && World(seed, arguments.bug).run().history != outcome.history)
        outcome.violations.emplace_back("Another thing happened the second time.");
    return outcome;
}

}  // namespace

int main(int argc, char** argv) {
    const auto arguments = readArguments(argc, argv);
    if (!arguments.isValid) {
        std::fputs(kUsage, stderr);
        return 2;
    }
    const auto began = std::clock();
    std::uint64_t runs = 0;
    std::uint64_t broken = 0;
    for (auto seed = arguments.first; seed <= arguments.last; ++seed) {
        const auto outcome = runSeed(seed, arguments);
        ++runs;
        if (arguments.isTrace) std::fputs(outcome.history.c_str(), stdout);
        if (arguments.isTrace || !outcome.violations.empty()) report(seed, arguments.bug, outcome);
        if (outcome.violations.empty()) continue;
        ++broken;
        if (arguments.bug != Bug::none) break;
    }
    const auto took = static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
    const auto rate = 60.0 * static_cast<double>(runs) / took;
    std::printf("%llu of %llu runs kept every promise; %.1f s of a processor, %.0f runs a minute\n",
                static_cast<unsigned long long>(runs - broken), static_cast<unsigned long long>(runs), took, rate);
    return (broken == 0) == (arguments.bug == Bug::none) ? 0 : 1;
}
