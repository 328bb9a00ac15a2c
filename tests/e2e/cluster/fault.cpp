// SPDX-License-Identifier: MIT
#include "tests/e2e/cluster/fault.h"

namespace baithak::test {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr auto kPause = 30s;

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
            [&node] { node.kill(); },
            [&node] { node.start(); },
            between(random, 100ms, 3s),
            &node,
            {},
            !node.isAlone()};
}

Fault restarting(Node& node, std::mt19937& random) {
    // A polite end takes its time; what does not end is a failure of its own, seen when the node is not ready again.
    return {"restart " + node.name(),
            [&node] { node.askToEnd(); },
            [&node] {
                node.awaitEnd();
                node.start();
            },
            between(random, 1s, 2s),
            &node,
            {},
            !node.isAlone()};
}

Fault pausing(Node& node) {
    return {"pause " + node.name(), [&node] { node.pause(); }, [&node] { node.resume(); }, kPause, &node, {},
            !node.isAlone()};
}

Fault cutting(Node& node, std::mt19937& random) {
    return {"cut " + node.name(),
            [&node] { node.host()->cut(); },
            [&node] { node.host()->mend(); },
            between(random, 1s, 8s),
            &node,
            {},
            !node.isAlone()};
}

Fault slowing(Node& node, std::mt19937& random) {
    return {"slow " + node.name(),
            [&node] { node.host()->slowDown(); },
            [&node] { node.host()->mend(); },
            between(random, 2s, 6s),
            &node,
            {},
            true};
}

// Every process of ours, as an upgrade does it.
Fault rolling(Cluster& cluster) {
    Fault fault{"restart every role in turn", [] {}, [] {}, std::chrono::milliseconds(0), nullptr, {}, false};
    for (auto& node : cluster.nodes()) {
        if (node.isRole()) fault.rolling.push_back(&node);
    }
    return fault;
}

Fault wiping(Cluster& cluster) {
    return {"wipe redis", [&cluster] { cluster.wipeRedis(); }, [] {}, 0ms, nullptr, {}, true};
}

Fault filling(Cluster& cluster, std::mt19937& random) {
    return {"fill the disk of postgres",
            [&cluster] { cluster.fillDisk(); },
            [&cluster] { cluster.makeRoom(); },
            between(random, 1s, 4s),
            &cluster.node("postgres"),
            {},
            false};
}

}  // namespace

Fault chooseFault(Cluster& cluster, std::mt19937& random, std::uint32_t number) {
    constexpr std::uint32_t kKinds = 11;
    auto& inTurn = cluster.nodes()[number / 2 % cluster.nodes().size()];
    switch (number % kKinds) {
        case 0:
        case 2:
        case 4:
            return killing(inTurn, random);
        case 1:
        case 5:
            return restarting(inTurn, random);
        case 3:
            return cutting(anyHost(cluster, random), random);
        case 6:
            return wiping(cluster);
        case 7:
            return slowing(anyHost(cluster, random), random);
        case 8:
            return filling(cluster, random);
        case 10:
            return rolling(cluster);
        default:
            return pausing(anyNode(cluster, random));
    }
}

}  // namespace baithak::test
