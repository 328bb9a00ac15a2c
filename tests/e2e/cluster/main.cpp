// SPDX-License-Identifier: MIT

// baithak-cluster-faults: the fault test against a whole cluster (docs/testing.md). A seed that fails leaves its
// history and the nodes' logs in a directory of its own and says how to run it again.

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>

#include "tests/e2e/cluster/cluster_run.h"
#include "tests/e2e/cluster/planted.h"
#include "tests/e2e/faults/runner.h"
#include "tests/support/rest_client.h"

namespace {

using namespace baithak::test;

constexpr auto kUsage =
    "Usage: baithak-cluster-faults [--seeds FIRST..LAST | --seed N] [--fault KIND] [--server PATH] [--other PATH] "
    "[--option NAME=VALUE] [--planted NAME] [--keep DIR]\n"
    "  --fault KIND    the same kind in every run, instead of all in turn:\n"
    "                  %s\n"
    "  --other P       another baithakd for every second process: two versions side by side;\n"
    "                  where every role is restarted in turn, each comes back as the other\n"
    "  --option N=V    an option of every role process, such as nats-storage=memory\n"
    "  --planted NAME  runs a baithakd with that mistake until it is found:\n"
    "                  %s\n%s";

std::string plantedNames() {
    std::string names;
    for (const auto& planted : kPlanted) names += (names.empty() ? "" : ", ") + std::string(planted.name);
    return names;
}

struct Wishes {
    RunnerArguments runs{BAITHAKD_PATH, 1, 20, {}};
    std::string other;
    std::vector<std::pair<std::string, std::string>> options{
        {"ack-timeout-ms", "2000"}, {"log-level", "info"}, {"bus-partitions", "6"}};
    std::optional<FaultKind> fault;
    const Planted* planted = nullptr;
};

bool takeOption(Wishes& wishes, const std::string& name, const std::string& value) {
    const auto known = std::find_if(wishes.options.begin(), wishes.options.end(),
                                    [&name](const auto& option) { return option.first == name; });
    if (known == wishes.options.end())
        wishes.options.emplace_back(name, value);
    else
        known->second = value;
    return true;
}

bool takePlanted(Wishes& wishes, const std::string& name) {
    const auto found =
        std::find_if(kPlanted.begin(), kPlanted.end(), [&name](const auto& planted) { return planted.name == name; });
    if (found == kPlanted.end()) return false;
    wishes.planted = &*found;
    wishes.runs.server = BAITHAK_PLANTED_PREFIX + name;
    wishes.runs.last = found->runs;
    wishes.fault = found->fault;
    return takeOption(wishes, "ack-timeout-ms", std::string(found->ackTimeoutMs));
}

bool readWishes(int argc, char** argv, Wishes& wishes) {
    const auto takeFault = [&wishes](const std::string& value) {
        wishes.fault = faultKindNamed(value);
        return wishes.fault.has_value();
    };
    const auto takeOther = [&wishes](const std::string& value) {
        wishes.other = value;
        return true;
    };
    const auto takePair = [&wishes](const std::string& value) {
        const auto mark = value.find('=');
        return mark != value.npos && takeOption(wishes, value.substr(0, mark), value.substr(mark + 1));
    };
    const auto takeName = [&wishes](const std::string& value) { return takePlanted(wishes, value); };
    return readArguments(
        argc, argv, wishes.runs,
        {{"--fault", takeFault}, {"--other", takeOther}, {"--option", takePair}, {"--planted", takeName}});
}

ClusterOutcome runSeed(const Wishes& wishes, Loop& loop, Cluster& cluster, std::uint32_t seed) {
    const auto began = std::chrono::steady_clock::now();
    auto outcome = runClusterSeed(loop, cluster, seed, wishes.fault);
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - began;
    const bool isKept = outcome.violations.empty();
    std::printf("seed %u: %s: %zu sent, %zu acknowledged, %zu shown, %zu files, away %.1f s, %.1f s: %s\n", seed,
                outcome.fault.c_str(), outcome.sent, outcome.acknowledged, outcome.shown, outcome.files,
                static_cast<double>(outcome.away.count()) / 1000, time.count(), isKept ? "kept" : "BROKEN");
    printViolations(outcome.violations);
    const bool isWanted = wishes.planted == nullptr;
    if (!isKept && isWanted) std::printf("  again: baithak-cluster-faults --seed %u\n", seed);
    if ((!isKept && isWanted) || wishes.runs.isAlone()) {
        keepEvidence(wishes.runs, "baithak-cluster", seed,
                     {{"history.txt", outcome.history}, {"nodes.log", cluster.logs()}});
    }
    std::fflush(stdout);
    return outcome;
}

// Until the mistake is found. What breaks in its wake proves nothing.
int runPlanted(const Wishes& wishes, Loop& loop, Cluster& cluster) {
    const auto namesIt = [&](const std::string& violation) {
        return violation.find(wishes.planted->shownBy) != std::string::npos;
    };
    for (auto seed = wishes.runs.first; seed <= wishes.runs.last; ++seed) {
        const auto outcome = runSeed(wishes, loop, cluster, seed);
        if (std::none_of(outcome.violations.begin(), outcome.violations.end(), namesIt)) continue;
        std::printf("%s was found at seed %u\n", std::string(wishes.planted->name).c_str(), seed);
        return 0;
    }
    std::printf("%s was not found\n", std::string(wishes.planted->name).c_str());
    return 1;
}

std::unique_ptr<Cluster> startCluster(const Wishes& wishes, Loop& loop) {
    const auto began = std::chrono::steady_clock::now();
    ClusterPlan plan;
    plan.binary = wishes.runs.server;
    plan.otherBinary = wishes.other;
    plan.ctl = BAITHAKCTL_PATH;
    for (const auto& [name, value] : wishes.options) {
        plan.options.push_back("--" + name);
        plan.options.push_back(value);
    }
    auto cluster = std::make_unique<Cluster>(loop, std::move(plan));
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - began;
    std::printf("%zu nodes serve after %.1f s\n", cluster->nodes().size(), time.count());
    std::fflush(stdout);
    return cluster;
}

int run(const Wishes& wishes) {
    // What nats-server 2.9 does not recover from shows after more (docs/faults.md).
    constexpr std::uint32_t kRunsOfACluster = 20;
    Loop loop;
    auto cluster = startCluster(wishes, loop);
    if (wishes.planted != nullptr) return runPlanted(wishes, loop, *cluster);
    return runSeeds(wishes.runs, [&](std::uint32_t seed) {
        if (seed != wishes.runs.first && (seed - wishes.runs.first) % kRunsOfACluster == 0) {
            cluster.reset();
            cluster = startCluster(wishes, loop);
        }
        return runSeed(wishes, loop, *cluster, seed).violations.empty();
    });
}

}  // namespace

int main(int argc, char** argv) {
    Wishes wishes;
    if (!readWishes(argc, argv, wishes)) {
        std::fprintf(stderr, kUsage, faultKindNames().c_str(), plantedNames().c_str(),
                     std::string(kRunnerUsage).c_str());
        return 2;
    }
    try {
        return run(wishes);
    } catch (const TestFailure& failure) {
        std::fprintf(stderr, "%s\n", failure.what());
        return 1;
    }
}
