// SPDX-License-Identifier: MIT

// baithak-cluster-faults: the fault test against a whole cluster (docs/testing.md). A seed that fails leaves its
// history and the nodes' logs in a directory of its own and says how to run it again.

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/e2e/cluster/cluster_run.h"
#include "tests/support/rest_client.h"

namespace {

using namespace baithak::test;

constexpr auto kUsage =
    "Usage: baithak-cluster-faults [--seeds FIRST..LAST | --seed N] [--server PATH] [--other PATH] [--option "
    "NAME=VALUE] [--keep DIR]\n"
    "  --seeds A..B  the runs (default 1..20)\n"
    "  --seed N      one run\n"
    "  --server P    the baithakd to test (default: the one built with it)\n"
    "  --other P     another one for every second process: two versions side by side\n"
    "  --option N=V  an option of every role process, such as nats-storage=memory\n"
    "  --keep DIR    where history and logs of a failed or single run go (default: the temporary files)\n";

struct Arguments {
    std::string server = BAITHAKD_PATH;
    std::string other;
    std::vector<std::string> options;
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
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string option = argv[i];
        const std::string value = argv[i + 1];
        if (option == "--seeds" && value.find("..") != std::string::npos) {
            arguments.first = number(value);
            arguments.last = number(value.substr(value.find("..") + 2));
        } else if (option == "--seed") {
            arguments.first = arguments.last = number(value);
        } else if (option == "--server") {
            arguments.server = value;
        } else if (option == "--other") {
            arguments.other = value;
        } else if (option == "--option" && value.find('=') != std::string::npos) {
            arguments.options.push_back("--" + value.substr(0, value.find('=')));
            arguments.options.push_back(value.substr(value.find('=') + 1));
        } else if (option == "--keep") {
            arguments.keep = value;
        } else {
            arguments.isValid = false;
        }
    }
    arguments.isValid = arguments.isValid && argc % 2 == 1 && arguments.first > 0 && arguments.first <= arguments.last;
    return arguments;
}

void keepEvidence(const Arguments& arguments, std::uint32_t seed, const ClusterOutcome& outcome,
                  const Cluster& cluster) {
    const auto directory = std::filesystem::path(arguments.keep) / ("baithak-cluster-" + std::to_string(seed));
    std::filesystem::create_directories(directory);
    std::ofstream(directory / "history.txt") << outcome.history;
    std::ofstream(directory / "nodes.log") << cluster.logs();
    std::printf("  history and logs: %s\n", directory.c_str());
}

bool runSeed(const Arguments& arguments, Loop& loop, Cluster& cluster, std::uint32_t seed) {
    const auto began = std::chrono::steady_clock::now();
    const auto outcome = runClusterSeed(loop, cluster, seed);
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - began;
    const bool isKept = outcome.violations.empty();
    std::printf("seed %u: %s: %zu sent, %zu acknowledged, %zu shown, away %.1f s, %.1f s: %s\n", seed,
                outcome.fault.c_str(), outcome.sent, outcome.acknowledged, outcome.shown,
                static_cast<double>(outcome.away.count()) / 1000, time.count(), isKept ? "kept" : "BROKEN");
    for (std::size_t i = 0; i < outcome.violations.size() && i < 20; ++i)
        std::printf("  %s\n", outcome.violations[i].c_str());
    if (!isKept) std::printf("  again: baithak-cluster-faults --seed %u\n", seed);
    if (!isKept || arguments.first == arguments.last) keepEvidence(arguments, seed, outcome, cluster);
    std::fflush(stdout);
    return isKept;
}

int runAll(const Arguments& arguments) {
    Loop loop;
    const auto began = std::chrono::steady_clock::now();
    ClusterPlan plan;
    plan.binary = arguments.server;
    plan.otherBinary = arguments.other;
    plan.ctl = BAITHAKCTL_PATH;
    plan.options = {"--ack-timeout-ms", "2000", "--log-level", "info", "--bus-partitions", "6"};
    for (const auto& option : arguments.options) plan.options.push_back(option);
    Cluster cluster(loop, std::move(plan));
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - began;
    std::printf("%zu nodes serve after %.1f s\n", cluster.nodes().size(), time.count());
    std::fflush(stdout);
    std::uint32_t broken = 0;
    for (auto seed = arguments.first; seed <= arguments.last; ++seed)
        broken += runSeed(arguments, loop, cluster, seed) ? 0 : 1;
    const auto runs = arguments.last - arguments.first + 1;
    std::printf("%u of %u runs kept every promise\n", runs - broken, runs);
    return broken == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    const auto arguments = readArguments(argc, argv);
    if (!arguments.isValid) {
        std::fputs(kUsage, stderr);
        return 2;
    }
    try {
        return runAll(arguments);
    } catch (const TestFailure& failure) {
        std::fprintf(stderr, "%s\n", failure.what());
        return 1;
    }
}
