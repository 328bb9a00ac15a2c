// SPDX-License-Identifier: MIT
#pragma once

// The loads of the bench on a cluster (docs/performance.md). All of its processes share one machine with the client: so
// what a message costs each role says more than how many of them pass in a second.

#include "tests/bench/scenarios.h"

namespace baithak::bench {

// The largest load of pairs, on the echo, on one server, and on clusters that grow: first in delivery workers, then in
// gateways. Beside it, what the engines keep of a message.
void runCluster(const BenchOptions& options, Report& report, Shape shape);
// Throws when a process may not have as many descriptors as the idle connections of a gateway need.
void checkDescriptors(const BenchOptions& options);
// Gateways full of connections that say nothing: their memory, what they cost all others, how fast they are made.
void runClusterIdle(const BenchOptions& options, Report& report);

}  // namespace baithak::bench
