// SPDX-License-Identifier: MIT
#pragma once

// Users of a load, as they connect to one server or to a cluster: pairs, of which one writes and the other reads.

#include <functional>
#include <string>

#include "tests/bench/load.h"
#include "tests/bench/report.h"
#include "tests/support/rest_client.h"

namespace baithak::bench {

inline constexpr std::size_t kBodyBytes = 64;

// How many pairs, and how many unfinished messages each of them has.
struct Shape {
    std::size_t pairs = 1;
    std::size_t window = 1;

    std::string name() const { return std::to_string(pairs) + "x" + std::to_string(window); }
};

// Where a load's users sign in, and where the connection of that number goes.
struct Place {
    std::function<test::Account(const std::string& user)> signIn;
    std::function<Endpoint(std::size_t number)> endpointOf;
};

std::string pathFor(WireVersion version);
std::string headersOf(const test::Account& account);

// Readers, and writers with a flow each, all of them connected. Names begin with the prefix: a load that comes after
// another on the same servers takes one of its own, or its messages would be known already.
void connectPairs(Load& load, const Place& place, std::size_t pairs, WireVersion version,
                  const std::string& prefix = "");

double perSecond(std::uint64_t count, Clock::duration time);
// A line of the report.
Row row(std::string name, WireVersion version, std::string durability, Measure measure);

}  // namespace baithak::bench
