// SPDX-License-Identifier: MIT
#pragma once

// What can fail in a cluster, and how it comes back. Chosen by a seed, or by name.

#include <chrono>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/cluster/cluster.h"

namespace baithak::test {

enum class FaultKind : std::uint8_t {
    kill,
    restart,
    pause,     // for 30 s
    cut,       // its link
    slow,      // its link
    strand,    // delivery workers lose the way to PostgreSQL when another comes back and takes partitions from them
    wipe,      // Redis
    fill,      // the disk of PostgreSQL
    slowDisk,  // of PostgreSQL
    roll       // every role is restarted in turn, as its other version when there are two
};
// As `--fault` calls them: `kill`, `slow-disk`, …; all of them for a usage text.
std::optional<FaultKind> faultKindNamed(std::string_view name) noexcept;
std::string faultKindNames();

struct Fault {
    struct Turn {
        std::chrono::milliseconds at;  // since it began
        std::function<void()> act;
    };

    std::string text;                 // "kill nats-2", for a person
    std::vector<Turn> turns;          // the first begins it, the last ends it
    Node* node = nullptr;             // which has to be ready again after the end
    bool othersServe = false;         // the service has to be back while it lasts
    std::vector<Node*> rolling = {};  // restarted one after the other, before all turns
    bool isShownByHaste = false;      // by messages that are not sent again: there are more of them while it lasts
    bool losesNothing = false;        // no process and no link suffers: who is connected is rung at once
};

// `number` walks through the kinds and the nodes, so that a row of runs meets all of them.
Fault chooseFault(Cluster& cluster, std::mt19937& random, std::uint32_t number);
// One of that kind; whom it meets is chosen.
Fault faultOfKind(FaultKind kind, Cluster& cluster, std::mt19937& random, std::uint32_t number);

}  // namespace baithak::test
