// SPDX-License-Identifier: MIT
#pragma once

// The loads of the bench, each on servers of its own, so that none inherits another's data. Each adds what it found to
// the report.

#include <chrono>
#include <string>

#include "tests/bench/pairs.h"
#include "tests/bench/report.h"

namespace baithak::bench {

struct BenchOptions {
    std::string server;  // the path of baithakd
    Clock::duration warmUp = std::chrono::seconds(1);
    Clock::duration time = std::chrono::seconds(5);
    std::size_t idleConnections = 5000;
    std::uint64_t offlineMessages = 30'000;
    std::uint64_t fileBytes = 256ULL * 1024 * 1024;
    Clock::duration rest = std::chrono::seconds(10);
    std::size_t idlePerGateway = 19'000;
    Clock::duration clusterRest = std::chrono::seconds(60);
};

// Round trips of the reference; answers how many a second.
double runEcho(const BenchOptions& options, Report& report, Shape shape, const std::string& name);
// Pairs that talk one way, each message acknowledged and confirmed; then the same at half of that rate.
Measure runDirect(const BenchOptions& options, Report& report, Shape shape, WireVersion version,
                  const std::string& durability);
Measure runGroup(const BenchOptions& options, Report& report, std::size_t members);
// Ten write to one who is away; then the one comes back.
void runOffline(const BenchOptions& options, Report& report);

struct AtRest {
    double startMs = 0;
    double cpuPercent = 0;
    double residentMiB = 0;
    double kibPerConnection = 0;
};
// Start to ready, what an idle server spends, what an idle connection costs, how fast connections are made.
AtRest runIdle(const BenchOptions& options, Report& report);

struct FileRates {
    double uploadPerPlain = 0;  // of what writing a plain file reaches
    double memoryGrowthMiB = 0;
};
// Large files up and down, over one connection and over four at once, beside a plain file on the same disk.
FileRates runFiles(const BenchOptions& options, Report& report);

}  // namespace baithak::bench
