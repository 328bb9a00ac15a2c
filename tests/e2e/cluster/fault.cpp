// SPDX-License-Identifier: MIT
#include "tests/e2e/cluster/fault.h"

#include <algorithm>
#include <array>

namespace baithak::test {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr auto kPause = 30s;

constexpr std::array<std::pair<std::string_view, FaultKind>, 10> kNames{{{"kill", FaultKind::kill},
                                                                         {"restart", FaultKind::restart},
                                                                         {"pause", FaultKind::pause},
                                                                         {"cut", FaultKind::cut},
                                                                         {"slow", FaultKind::slow},
                                                                         {"strand", FaultKind::strand},
                                                                         {"wipe", FaultKind::wipe},
                                                                         {"fill", FaultKind::fill},
                                                                         {"slow-disk", FaultKind::slowDisk},
                                                                         {"roll", FaultKind::roll}}};

milliseconds between(std::mt19937& random, milliseconds least, milliseconds most) {
    return least + milliseconds(random() % static_cast<std::uint32_t>((most - least).count()));
}

Node& anyNode(Cluster& cluster, std::mt19937& random) { return cluster.nodes()[random() % cluster.nodes().size()]; }

// One that hangs on a link of its own.
Node& anyHost(Cluster& cluster, std::mt19937& random) {
    for (;;) {
        auto& node = anyNode(cluster, random);
        if (node.host() != nullptr) return node;
    }
}

Fault killing(Node& node, std::mt19937& random) {
    return {"kill " + node.name(),
            {{0ms, [&node] { node.kill(); }}, {between(random, 100ms, 3s), [&node] { node.start(); }}},
            &node,
            !node.isAlone()};
}

Fault restarting(Node& node, std::mt19937& random) {
    // A polite end takes its time; what does not end is a failure of its own, seen when the node is not ready again.
    const auto end = [&node] {
        node.awaitEnd();
        node.start();
    };
    return {"restart " + node.name(),
            {{0ms, [&node] { node.askToEnd(); }}, {between(random, 1s, 2s), end}},
            &node,
            !node.isAlone()};
}

Fault pausing(Node& node) {
    return {"pause " + node.name(),
            {{0ms, [&node] { node.pause(); }}, {kPause, [&node] { node.resume(); }}},
            &node,
            !node.isAlone()};
}

Fault cutting(Node& node, std::mt19937& random) {
    return {"cut " + node.name(),
            {{0ms, [&node] { node.host()->cut(); }}, {between(random, 1s, 8s), [&node] { node.host()->mend(); }}},
            &node,
            !node.isAlone()};
}

Fault slowing(Node& node, std::mt19937& random) {
    return {"slow " + node.name(),
            {{0ms, [&node] { node.host()->slowDown(); }}, {between(random, 2s, 6s), [&node] { node.host()->mend(); }}},
            &node,
            true};
}

// Three seconds after it has joined, partitions go to the one that comes back, whatever the others have in hand of
// them. Five seconds after their last words to PostgreSQL these give their connections up, and on new ones they say
// them again. They may not, for those partitions.
Fault stranding(Cluster& cluster, std::mt19937& random) {
    std::vector<Node*> workers;
    for (auto& node : cluster.nodes()) {
        if (node.name().starts_with("delivery-")) workers.push_back(&node);
    }
    std::swap(workers[random() % workers.size()], workers.back());
    auto& comer = *workers.back();
    workers.pop_back();
    const auto engine = cluster.addressOf("postgres");
    const auto strand = [workers, &comer, engine] {
        comer.awaitEnd();
        for (auto* worker : workers) worker->host()->loseWayTo(engine);
    };
    const auto free = [workers, engine] {
        for (auto* worker : workers) worker->host()->findWayTo(engine);
    };
    const auto stranded = between(random, 1s, 2s);
    return {"strand the other delivery workers when " + comer.name() + " comes back",
            {{0ms, [&comer] { comer.askToEnd(); }},
             {stranded, strand},
             {stranded + 800ms, [&comer] { comer.start(); }},
             {stranded + between(random, 5300ms, 5800ms), free}},
            &comer,
            false,
            {},
            true};
}

// Every process of ours, as an upgrade does it.
Fault rolling(Cluster& cluster) {
    Fault fault{"restart every role in turn", {{0ms, [] {}}}};
    for (auto& node : cluster.nodes()) {
        if (node.isRole()) fault.rolling.push_back(&node);
    }
    return fault;
}

Fault wiping(Cluster& cluster) {
    return {"wipe redis", {{0ms, [&cluster] { cluster.wipeRedis(); }}}, nullptr, true};
}

Fault filling(Cluster& cluster, std::mt19937& random) {
    return {"fill the disk of postgres",
            {{0ms, [&cluster] { cluster.fillDisk(); }}, {between(random, 1s, 4s), [&cluster] { cluster.makeRoom(); }}},
            &cluster.node("postgres")};
}

Fault slowingDisk(Cluster& cluster, std::mt19937& random) {
    return {"slow the disk of postgres",
            {{0ms, [&cluster] { cluster.slowDisk(); }}, {between(random, 2s, 4s), [&cluster] { cluster.hurryDisk(); }}},
            nullptr,
            true,
            {},
            false,
            true};
}

}  // namespace

std::optional<FaultKind> faultKindNamed(std::string_view name) noexcept {
    const auto found =
        std::find_if(kNames.begin(), kNames.end(), [name](const auto& each) { return each.first == name; });
    if (found == kNames.end()) return std::nullopt;
    return found->second;
}

std::string faultKindNames() {
    std::string names;
    for (const auto& [name, kind] : kNames) names += (names.empty() ? "" : ", ") + std::string(name);
    return names;
}

Fault faultOfKind(FaultKind kind, Cluster& cluster, std::mt19937& random, std::uint32_t number) {
    // Steps that meet every node with every kind, and those that take long to come back not one after the other.
    auto& inTurn = cluster.nodes()[number * 7 % cluster.nodes().size()];
    switch (kind) {
        case FaultKind::kill:
            return killing(inTurn, random);
        case FaultKind::restart:
            return restarting(inTurn, random);
        case FaultKind::pause:
            return pausing(anyNode(cluster, random));
        case FaultKind::cut:
            return cutting(anyHost(cluster, random), random);
        case FaultKind::slow:
            return slowing(anyHost(cluster, random), random);
        case FaultKind::strand:
            return stranding(cluster, random);
        case FaultKind::wipe:
            return wiping(cluster);
        case FaultKind::fill:
            return filling(cluster, random);
        case FaultKind::slowDisk:
            return slowingDisk(cluster, random);
        case FaultKind::roll:
            break;
    }
    return rolling(cluster);
}

Fault chooseFault(Cluster& cluster, std::mt19937& random, std::uint32_t number) {
    constexpr std::array kTurn{FaultKind::kill,  FaultKind::restart, FaultKind::kill, FaultKind::cut,
                               FaultKind::kill,  FaultKind::restart, FaultKind::wipe, FaultKind::slow,
                               FaultKind::fill,  FaultKind::pause,   FaultKind::roll, FaultKind::slowDisk,
                               FaultKind::strand};
    return faultOfKind(kTurn[number % kTurn.size()], cluster, random, number);
}

}  // namespace baithak::test
