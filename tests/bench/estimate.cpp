// SPDX-License-Identifier: MIT
#include "tests/bench/estimate.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace baithak::bench {

namespace {

constexpr double kUsers = 1e6;
constexpr double kMessagesPerDay = 50;
constexpr double kReaders = 3;
constexpr double kPeak = 4;
constexpr double kBusy = 0.5;
constexpr double kSecondsPerDay = 86'400;
constexpr double kKiBPerGiB = 1024 * 1024;
constexpr const char* kLoad = "cluster 50x16, half load";

double valueOf(const Report& report, const std::string& name) {
    const auto value = report.value(name);
    if (!value) throw std::runtime_error("The estimate needs a measure that is not there: " + name);
    return *value;
}

double sharePerMessage(const Row& row, const std::string& role) {
    for (const auto& share : row.measure.shares)
        if (share.name == role) return share.cpuMsPer1000;
    throw std::runtime_error("The estimate needs a role that was not measured: " + role);
}

void assume(Report& estimate) {
    estimate.add(Number{"assumed: connected users", kUsers, ""});
    estimate.add(Number{"assumed: messages that a user sends", kMessagesPerDay, "a day"});
    estimate.add(Number{"assumed: readers of a message, on average", kReaders, ""});
    estimate.add(Number{"assumed: the busiest second, per average", kPeak, ""});
    estimate.add(Number{"assumed: how busy a core may be", kBusy, ""});
}

void addMemory(const Report& idle, Report& estimate) {
    const auto gib = [&](const std::string& name) { return kUsers * valueOf(idle, name) / kKiBPerGiB; };
    for (const std::string role : {"gateway", "delivery"})
        estimate.add(
            Number{"memory of every " + role, gib("own memory, " + role + ", per idle connection"), "GiB together"});
    // The client's end of each connection is in the measure, too.
    const double sockets = gib("kernel memory of both ends, per idle connection") / 2;
    estimate.add(Number{"memory of the sockets", sockets, "GiB together"});
    estimate.add(Number{"memory of presence in Redis", gib("presence in Redis, per idle connection"), "GiB"});
}

void addCores(const Report& loads, const Report& idle, Report& estimate, double deliveries) {
    const Row* load = loads.find(kLoad);
    if (load == nullptr) throw std::runtime_error(std::string("The estimate needs the load ") + kLoad + ".");
    const double connections = valueOf(idle, "idle connections to 4 gateways");
    constexpr double kMsPer1000 = 1e6;  // milliseconds a thousand messages are seconds a million
    double all = 0;
    for (const std::string role : {"gateway", "router", "delivery", "nats", "postgres", "redis"}) {
        const double rest = valueOf(idle, "CPU at rest, " + role) / 100 / connections * kUsers;
        const double busy = sharePerMessage(*load, role) * deliveries / kMsPer1000;
        estimate.add(Number{"cores at rest, " + role, rest, ""});
        estimate.add(Number{"cores for messages, " + role, busy, ""});
        all += (rest + busy) / kBusy;
    }
    estimate.add(Number{"cores in all, as busy as assumed", all, ""});
}

}  // namespace

void estimateMillion(const Report& loads, const Report& idle, Report& estimate) {
    assume(estimate);
    const double sent = kUsers * kMessagesPerDay / kSecondsPerDay * kPeak;
    const double deliveries = sent * kReaders;
    estimate.add(Number{"messages sent in the busiest second", sent, ""});
    estimate.add(Number{"messages delivered in the busiest second", deliveries, ""});
    const double perGateway = valueOf(idle, "idle connections to 4 gateways") / 4;
    estimate.add(Number{"gateways, as full as measured", std::ceil(kUsers / perGateway), "processes"});
    addMemory(idle, estimate);
    addCores(loads, idle, estimate, deliveries);
    constexpr double kMB = 1e6;
    constexpr double kGB = 1e9;
    const auto perMessage = [&](const std::string& name) { return valueOf(loads, name + " per message"); };
    estimate.add(
        Number{"PostgreSQL grows by", kUsers * kMessagesPerDay * perMessage("kept by PostgreSQL") / kGB, "GB a day"});
    estimate.add(Number{"PostgreSQL logs", sent * perMessage("logged by PostgreSQL") / kMB, "MB/s at the peak"});
    estimate.add(Number{"NATS keeps", deliveries * perMessage("kept by NATS") / kMB, "MB/s at the peak"});
    const double minutes = kUsers / valueOf(idle, "connected") / 60;
    estimate.add(Number{"all connect anew, by a machine as measured, in", minutes, "minutes"});
}

}  // namespace baithak::bench
