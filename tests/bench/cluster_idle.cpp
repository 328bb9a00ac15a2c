// SPDX-License-Identifier: MIT
#include <memory>
#include <stdexcept>

#include <sys/resource.h>

#include "tests/bench/cluster_host.h"
#include "tests/bench/cluster_scenarios.h"
#include "tests/bench/idle_clients.h"

namespace baithak::bench {

namespace {

constexpr int kGateways = 4;
constexpr double kKiB = 1024;

using Crowds = std::vector<std::unique_ptr<IdleClients>>;

// The time that all of them take, side by side.
double secondsOf(const Crowds& crowds, IdleClients::Step step) {
    const auto began = Clock::now();
    for (const auto& crowd : crowds) crowd->begin(step);
    for (const auto& crowd : crowds) crowd->awaitEnd();
    return std::chrono::duration<double>(Clock::now() - began).count();
}

void turnFor(Clock::duration time) {
    Poller poller;
    poller.runUntil([] { return false; }, Clock::now() + time);
}

std::vector<std::uint64_t> ownBytes(const std::vector<ProcessGroup>& groups) {
    std::vector<std::uint64_t> all;
    for (const auto& group : groups) {
        std::uint64_t bytes = 0;
        for (const pid_t process : group.processes) bytes += memory(process).ownBytes;
        all.push_back(bytes);
    }
    return all;
}

void addMemory(Report& report, const std::string& name, std::uint64_t before, std::uint64_t after, double connections) {
    const double bytes = static_cast<double>(after) - static_cast<double>(before);
    report.add(Number{name + ", per idle connection", bytes / kKiB / connections, "KiB"});
}

// Long enough that each connection has had its ping and its comparison of heads.
void measureRest(const BenchOptions& options, Report& report, const std::vector<ProcessGroup>& groups) {
    std::vector<std::chrono::microseconds> before;
    for (const auto& group : groups) before.push_back(cpuTime(group));
    turnFor(options.clusterRest);
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const auto spent = std::chrono::duration<double>(cpuTime(groups[i]) - before[i]);
        const double percent = 100 * spent / std::chrono::duration<double>(options.clusterRest);
        report.add(Number{"CPU at rest, " + groups[i].name, percent, "%"});
    }
}

Crowds makeCrowds(const BenchOptions& options, ClusterHost& host) {
    Crowds crowds;
    for (std::size_t i = 0; i < kGateways; ++i) {
        const IdlePlan plan{host.nginx().port, host.gateway(i), "u" + std::to_string(i) + "-", options.idlePerGateway};
        crowds.push_back(std::make_unique<IdleClients>(plan));
    }
    return crowds;
}

// It comes after the upgrade, by way of the bus.
void awaitPresence(ClusterHost& host, std::uint64_t keys) {
    const auto end = Clock::now() + std::chrono::minutes(5);
    for (auto there = host.redisKeys(); there < keys; there = host.redisKeys()) {
        if (Clock::now() > end)
            throw std::runtime_error("Not all connections came to be present: " + std::to_string(keys - there) +
                                     " are not.");
        turnFor(std::chrono::milliseconds(100));
    }
}

}  // namespace

void checkDescriptors(const BenchOptions& options) {
    constexpr std::size_t kOwn = 200;  // of a gateway, beside its clients
    const auto needed = options.idlePerGateway + kOwn;
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur >= needed) return;
    throw std::runtime_error("A process may have " + std::to_string(limit.rlim_cur) +
                             " descriptors here (ulimit -Hn), and " + std::to_string(options.idlePerGateway) +
                             " idle connections to a gateway need " + std::to_string(needed) +
                             ": raise the limit, or ask for fewer with --idle.");
}

void runClusterIdle(const BenchOptions& options, Report& report) {
    ClusterHost host(options.server, {.gateways = kGateways});
    const auto crowds = makeCrowds(options, host);
    const auto connections = static_cast<double>(options.idlePerGateway * kGateways);
    report.add(Number{"idle connections to 4 gateways", connections, ""});
    report.add(Number{"signed in", connections / secondsOf(crowds, IdleClients::Step::signIn), "per second"});

    const auto groups = host.processes();
    const auto ownBefore = ownBytes(groups);
    const auto redisBefore = host.redisBytes();
    const auto keysBefore = host.redisKeys();
    const auto kernelBefore = kernelMemory();
    report.add(Number{"connected", connections / secondsOf(crowds, IdleClients::Step::connect), "per second"});
    constexpr std::size_t kKeysOfAUser = 2;  // the sessions, and when each was opened
    awaitPresence(host, keysBefore + kKeysOfAUser * options.idlePerGateway * kGateways);
    turnFor(std::chrono::seconds(3));  // what opening a connection caused has ended
    const auto ownAfter = ownBytes(groups);
    // PostgreSQL's is that of its many processes, most of it shared; Redis says itself what it holds.
    for (std::size_t i = 0; i < groups.size() && groups[i].name != "postgres"; ++i)
        addMemory(report, "own memory, " + groups[i].name, ownBefore[i], ownAfter[i], connections);
    addMemory(report, "presence in Redis", redisBefore, host.redisBytes(), connections);
    addMemory(report, "kernel memory of both ends", kernelBefore, kernelMemory(), connections);
    measureRest(options, report, groups);
    secondsOf(crowds, IdleClients::Step::look);
}

}  // namespace baithak::bench
