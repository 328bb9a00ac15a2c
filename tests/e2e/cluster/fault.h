// SPDX-License-Identifier: MIT
#pragma once

// What can fail in a cluster, and how it comes back. Chosen by a seed.

#include <chrono>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "tests/support/cluster/cluster.h"

namespace baithak::test {

struct Fault {
    std::string text;  // "kill nats-2", for a person
    std::function<void()> begin;
    std::function<void()> end;
    std::chrono::milliseconds lasts{};
    Node* node = nullptr;        // which has to be ready again after the end
    std::vector<Node*> rolling;  // restarted one after the other instead
    bool othersServe = false;    // the service has to be back while it lasts
};

// `number` walks through the kinds and the nodes, so that a row of runs meets all of them.
Fault chooseFault(Cluster& cluster, std::mt19937& random, std::uint32_t number);

}  // namespace baithak::test
