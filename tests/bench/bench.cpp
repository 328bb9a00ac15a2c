// SPDX-License-Identifier: MIT
#include "tests/bench/bench.h"

#include <sys/utsname.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include "tests/bench/cluster_host.h"
#include "tests/bench/cluster_scenarios.h"
#include "tests/bench/estimate.h"

namespace baithak::bench {

namespace {

constexpr Shape kLargest{50, 16};
constexpr std::string_view kParts[] = {"direct", "group", "offline", "idle", "files", "cluster", "cluster-idle"};

std::vector<std::string> namesIn(const std::string& list) {
    std::vector<std::string> names;
    std::istringstream text(list);
    for (std::string name; std::getline(text, name, ',');) names.push_back(name);
    return names;
}

std::string processorName() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
    return "unknown processor";
}

std::string machineName() {
    utsname system{};
    uname(&system);
    double load = 0;
    getloadavg(&load, 1);
    // A busy machine shows first in the latencies: whoever reads the table should know.
    return processorName() + ", " + std::to_string(std::thread::hardware_concurrency()) + " cores, " + system.sysname +
           " " + system.release + "; client and server share them; load average at the start " +
           std::to_string(load).substr(0, 4);
}

// Of a row, which is there.
double valueIn(const Report& report, const std::string& name, const std::string& wire, const std::string& durability,
               double Measure::* value) {
    for (const auto& row : report.rows)
        if (row.name == name && row.wire == wire && row.durability == durability) return row.measure.*value;
    return 0;
}

}  // namespace

Bench::Bench(const BenchOptions& options, std::string only)
    : options_(options), only_(std::move(only)), machine_(machineName()) {}

bool Bench::areParts(const std::string& list) {
    const auto names = namesIn(list);
    return std::all_of(names.begin(), names.end(), [](const std::string& name) {
        return std::find(std::begin(kParts), std::end(kParts), name) != std::end(kParts);
    });
}

bool Bench::isWanted(const std::string& part) const {
    const auto names = namesIn(only_);
    return names.empty() || std::find(names.begin(), names.end(), part) != names.end();
}

Report Bench::begin(std::string block) const {
    Report report;
    report.block = std::move(block);
    report.machine = machine_;
    report.build = "baithakd " BAITHAK_VERSION ", " BAITHAK_BUILD_TYPE;
    return report;
}

std::vector<Report> Bench::run() {
    const auto missing = missingForCluster();
    if (isWanted("cluster-idle") && missing.empty()) checkDescriptors(options_);
    for (const auto* part : {"direct", "group", "offline", "idle"}) {
        if (!isWanted(part)) continue;
        runOneServer();
        break;
    }
    if (isWanted("files")) files();
    const bool isClusterWanted = isWanted("cluster") || isWanted("cluster-idle");
    if (isClusterWanted && missing.empty()) cluster();
    if (isClusterWanted && !missing.empty()) std::fprintf(stderr, "cluster: skipped, as %s\n", missing.c_str());
    return std::move(reports_);
}

void Bench::runOneServer() {
    Report report = begin("bench");
    runEcho(options_, report, {1, 1}, "echo");
    runEcho(options_, report, {10, 4}, "echo");
    const double before = runEcho(options_, report, kLargest, "echo");
    if (isWanted("direct")) direct(report);
    const Measure group = isWanted("group") ? runGroup(options_, report, 100) : Measure{};
    if (isWanted("offline")) runOffline(options_, report);
    const AtRest rest = isWanted("idle") ? runIdle(options_, report) : AtRest{};
    // The machine may have changed its pace meanwhile: the reference is the mean of two.
    const double echo = (before + runEcho(options_, report, kLargest, "echo again")) / 2;
    compare(report, echo, group, rest);
    reports_.push_back(std::move(report));
}

void Bench::direct(Report& report) {
    for (const auto& durability : {"normal", "full"}) {
        for (const auto version : {WireVersion::v3_0, WireVersion::v2_1}) {
            runDirect(options_, report, {1, 1}, version, durability);
            runDirect(options_, report, {10, 4}, version, durability);
            runDirect(options_, report, kLargest, version, durability);
        }
    }
}

void Bench::files() {
    Report report = begin("bench files");
    const FileRates rates = runFiles(options_, report);
    report.aims.push_back({"upload, per plain file written", rates.uploadPerPlain, 0.2, true});
    report.aims.push_back({"memory grown by files, MiB", rates.memoryGrowthMiB, 8, false});
    reports_.push_back(std::move(report));
}

void Bench::cluster() {
    Report loads = begin("bench cluster");
    Report idle = begin("bench cluster-idle");
    if (isWanted("cluster")) runCluster(options_, loads, kLargest);
    if (isWanted("cluster-idle")) runClusterIdle(options_, idle);
    Report estimate = begin("bench estimate");
    if (!loads.isEmpty() && !idle.isEmpty()) estimateMillion(loads, idle, estimate);
    for (auto* report : {&loads, &idle, &estimate})
        if (!report->isEmpty()) reports_.push_back(std::move(*report));
}

void Bench::compare(Report& report, double echo, const Measure& group, const AtRest& rest) const {
    auto& aims = report.aims;
    if (isWanted("direct")) {
        const auto ratio = [&](const char* wire, const char* durability) {
            return valueIn(report, "direct 50x16", wire, durability, &Measure::messagesPerSecond) / echo;
        };
        aims.push_back({"direct 50x16 v3, normal, per echo", ratio("v3", "normal"), 0.20, true});
        aims.push_back({"direct 50x16 v3, full, per echo", ratio("v3", "full"), 0.15, true});
        aims.push_back({"direct 50x16 v2.1, normal, per echo", ratio("v2.1", "normal"), 0.20, true});
        aims.push_back({"direct 50x16 v2.1, full, per echo", ratio("v2.1", "full"), 0.15, true});
        aims.push_back({"p99 at half load, v3, normal, ms",
                        valueIn(report, "direct 50x16, half load", "v3", "normal", &Measure::p99Ms), 5, false});
        aims.push_back({"p99 at half load, v2.1, normal, ms",
                        valueIn(report, "direct 50x16, half load", "v2.1", "normal", &Measure::p99Ms), 5, false});
    }
    if (isWanted("group"))
        aims.push_back({"group of 100, deliveries per echo", group.deliveriesPerSecond / echo, 0.8, true});
    if (isWanted("idle")) {
        aims.push_back({"KiB per idle connection", rest.kibPerConnection, 8, false});
        aims.push_back({"CPU at rest, %", rest.cpuPercent, 0.05, false});
        aims.push_back({"resident at rest, MiB", rest.residentMiB, 30, false});
        aims.push_back({"start to ready, ms", rest.startMs, 300, false});
    }
    const Faults faults = report.faults();
    aims.push_back({"lost, repeated or out of order",
                    static_cast<double>(faults.lost + faults.repeated + faults.outOfOrder), 0, false});
}

}  // namespace baithak::bench
