// SPDX-License-Identifier: MIT
#include "tests/bench/cluster_host.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <numeric>
#include <sstream>

#include <nlohmann/json.hpp>

namespace baithak::bench {

namespace {

constexpr std::uint64_t kPartitions = 16;
constexpr std::uint16_t kNatsMonitorPort = 8222;

std::uint64_t number(const std::string& text) { return std::strtoull(text.c_str(), nullptr, 10); }

// gateway-2 is a gateway.
std::string kindOf(const std::string& node) {
    const auto dash = node.rfind('-');
    const bool isNumbered = dash != std::string::npos && dash + 1 < node.size() && std::isdigit(node[dash + 1]) != 0;
    return isNumbered ? node.substr(0, dash) : node;
}

bool isInPath(const std::string& program) {
    std::istringstream folders(std::getenv("PATH") != nullptr ? std::getenv("PATH") : "");
    for (std::string folder; std::getline(folders, folder, ':');)
        if (::access((folder + "/" + program).c_str(), X_OK) == 0) return true;
    return false;
}

}  // namespace

test::ClusterPlan ClusterHost::planOf(const std::string& server, ClusterSize size) {
    test::ClusterPlan plan;
    plan.binary = server;
    plan.ctl = std::filesystem::path(server).replace_filename("baithakctl");  // they are built and installed together
    plan.network = test::Network::Kind::loopback;
    plan.natsNodes = 1;
    plan.gateways = size.gateways;
    plan.routers = 1;
    plan.groupRouters = 1;
    plan.deliveryWorkers = size.deliveryWorkers;
    plan.options = {
        "--auth",      "open", "--messages-per-second", "0", "--bus-partitions", std::to_string(kPartitions),
        "--log-level", "warn"};
    // Of a small database server, instead of a test's.
    plan.postgresSettings = {"shared_buffers=512MB", "max_wal_size=2GB", "min_wal_size=512MB"};
    return plan;
}

ClusterHost::ClusterHost(const std::string& server, ClusterSize size)
    : size_(size), cluster_(loop_, planOf(server, size)), rest_(loop_, cluster_.port()) {
    awaitShares("router");
    awaitShares("delivery");
    // What a former owner of a partition has asked NATS for still goes to it, and comes back late; the request ends.
    loop_.turnFor(std::chrono::seconds(3));
}

Endpoint ClusterHost::gateway(std::size_t number) {
    const int gateway = 1 + static_cast<int>(number % static_cast<std::size_t>(size_.gateways));
    return {cluster_.gatewayAddress(gateway), test::Cluster::kRolePort};
}

Place ClusterHost::place() {
    return {[this](const std::string& user) { return signIn(user); },
            [this](std::size_t number) { return gateway(number); }};
}

Place ClusterHost::placeBehindNginx() {
    return {[this](const std::string& user) { return signIn(user); }, [this](std::size_t) { return nginx(); }};
}

std::vector<ProcessGroup> ClusterHost::processes() {
    std::vector<ProcessGroup> groups;
    for (const auto* name : {"gateway", "router", "delivery", "nats", "postgres", "redis", "nginx", "others"})
        groups.push_back({name, {}});
    for (auto& node : cluster_.nodes()) {
        const auto kind = kindOf(node.name());
        auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& each) { return each.name == kind; });
        if (group == groups.end()) --group;
        group->processes.push_back(node.pid());
    }
    return groups;
}

std::uint64_t ClusterHost::numberFrom(const std::string& sql) {
    const auto rows = cluster_.query(sql);
    if (rows.empty()) throw test::TestFailure("PostgreSQL does not answer: " + sql);
    return number(rows.front());
}

std::string ClusterHost::get(const std::string& node, std::uint16_t port, const std::string& path) {
    test::HttpCall call;
    call.target = path;
    call.address = cluster_.node(node).host()->address();
    const auto answer = callHttp(loop_, port, call);
    if (answer.status != 200) throw test::TestFailure(node + " does not answer " + path + ".");
    return answer.body;
}

std::uint64_t ClusterHost::natsBytes() {
    return nlohmann::json::parse(get("nats-1", kNatsMonitorPort, "/jsz")).at("bytes");
}

std::uint64_t ClusterHost::redisBytes() {
    constexpr std::string_view kName = "used_memory:";
    for (const auto& line : cluster_.askRedis("INFO memory"))
        if (line.starts_with(kName)) return number(line.substr(kName.size()));
    throw test::TestFailure("Redis does not say what it holds.");
}

std::uint64_t ClusterHost::redisKeys() {
    const auto lines = cluster_.askRedis("DBSIZE");
    return lines.empty() ? 0 : number(lines.front());
}

std::vector<std::uint64_t> ClusterHost::partitionsOf(const std::string& role) {
    constexpr std::string_view kName = "\nbaithak_bus_partitions_owned ";
    std::vector<std::uint64_t> all;
    for (const auto& node : cluster_.nodes()) {
        if (kindOf(node.name()) != role) continue;
        const auto metrics = get(node.name(), test::Cluster::kOpsPort, "/metrics");
        const auto at = metrics.find(kName);
        all.push_back(at == std::string::npos ? 0 : number(metrics.substr(at + kName.size())));
    }
    return all;
}

// A worker that has just come gets its share some seconds later.
void ClusterHost::awaitShares(const std::string& role) {
    const auto end = Clock::now() + std::chrono::seconds(60);
    for (;;) {
        const auto shares = partitionsOf(role);
        const auto least = kPartitions / shares.size();
        const bool isFair = std::all_of(shares.begin(), shares.end(), [least](auto share) { return share >= least; });
        if (isFair && std::accumulate(shares.begin(), shares.end(), std::uint64_t(0)) == kPartitions) return;
        if (Clock::now() >= end) throw test::TestFailure("The partitions of " + role + " were not shared in time.");
        loop_.turnFor(std::chrono::milliseconds(100));
    }
}

std::string missingForCluster() {
#if BAITHAK_BENCH_CLUSTER
    for (const auto* program : {"nats-server", "redis-server", "redis-cli", "nginx", "psql"})
        if (!isInPath(program)) return std::string(program) + " is not installed";
    if (::access("/usr/lib/postgresql/15/bin/postgres", X_OK) != 0) return "PostgreSQL 15 is not installed";
    return {};
#else
    return "this build has no NATS, PostgreSQL or Redis";
#endif
}

}  // namespace baithak::bench
