// SPDX-License-Identifier: MIT
#pragma once

// A fresh cluster for one scenario, on loopback: NATS, PostgreSQL, Redis, nginx and a process for each role. Nodes of
// one kind are measured together. Throws test::TestFailure when a node does not come up.

#include <string>
#include <vector>

#include "tests/bench/pairs.h"
#include "tests/bench/process_stats.h"
#include "tests/support/cluster/cluster.h"

namespace baithak::bench {

// How many processes there are of the roles that carry direct messages; of every other role there is one.
struct ClusterSize {
    int gateways = 1;
    int deliveryWorkers = 1;
};

class ClusterHost {
public:
    // Serves, and every worker has its share of the partitions.
    ClusterHost(const std::string& server, ClusterSize size);

    test::Account signIn(const std::string& user) { return rest_.login(user, "any token", "bench"); }
    // Of a gateway, which are taken in turn.
    Endpoint gateway(std::size_t number);
    Endpoint nginx() { return {.port = cluster_.port()}; }
    // The connections of a load go to the gateways themselves, or through nginx.
    Place place();
    Place placeBehindNginx();

    // gateway, router, delivery, nats, postgres, redis, nginx, and the rest, which have little to do.
    std::vector<ProcessGroup> processes();
    // Bytes that the engines hold, or have written, since their beginning.
    std::uint64_t storedBytes() { return numberFrom("SELECT pg_database_size(current_database())"); }
    std::uint64_t walBytes() { return numberFrom("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn"); }
    std::uint64_t storedMessages() { return numberFrom("SELECT count(*) FROM baithak.messages"); }
    std::uint64_t natsBytes();
    std::uint64_t redisBytes();
    std::uint64_t redisKeys();

private:
    static test::ClusterPlan planOf(const std::string& server, ClusterSize size);
    std::uint64_t numberFrom(const std::string& sql);
    std::string get(const std::string& node, std::uint16_t port, const std::string& path);
    std::vector<std::uint64_t> partitionsOf(const std::string& role);
    void awaitShares(const std::string& role);

    ClusterSize size_;
    test::Loop loop_;
    test::Cluster cluster_;
    test::RestClient rest_;
};

// What this machine lacks for a cluster, in a sentence; empty when nothing.
std::string missingForCluster();

}  // namespace baithak::bench
