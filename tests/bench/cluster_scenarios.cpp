// SPDX-License-Identifier: MIT
#include "tests/bench/cluster_scenarios.h"

#include "tests/bench/cluster_host.h"

namespace baithak::bench {

namespace {

constexpr auto kVersion = WireVersion::v3_0;
constexpr auto kDurability = "full";  // PostgreSQL always waits for the disk

struct Way {
    std::string name;
    std::string prefix;  // of the users' names
    bool hasHalf = false;
    bool isBehindNginx = false;
};

double runPairs(ClusterHost& host, const BenchOptions& options, Report& report, Shape shape, const Way& way) {
    Poller poller;
    Load load(poller, {.version = kVersion, .servers = host.processes()});
    const Place place = way.isBehindNginx ? host.placeBehindNginx() : host.place();
    connectPairs(load, place, shape.pairs, kVersion, way.prefix);
    const Measure full = load.runClosed(shape.window, options.warmUp, options.time);
    report.add(row(way.name, kVersion, kDurability, full));
    if (!way.hasHalf) return full.messagesPerSecond;
    const Measure half = load.runSteady(full.messagesPerSecond / 2, options.time);
    report.add(row(way.name + ", half load", kVersion, kDurability, half));
    return full.messagesPerSecond;
}

// One of each: all shapes, and what is kept of a message.
double runSmallest(const BenchOptions& options, Report& report, Shape shape) {
    ClusterHost host(options.server, {});
    const auto storedBefore = host.storedBytes();
    const auto walBefore = host.walBytes();
    const auto natsBefore = host.natsBytes();
    runPairs(host, options, report, {1, 1}, {"cluster 1x1", "a"});
    runPairs(host, options, report, {10, 4}, {"cluster 10x4", "b"});
    const auto rate = runPairs(host, options, report, shape, {"cluster " + shape.name(), "c", true});
    const auto messages = static_cast<double>(host.storedMessages());
    const auto perMessage = [messages](std::uint64_t before, std::uint64_t after) {
        return static_cast<double>(after - before) / messages;
    };
    report.add(Number{"kept by PostgreSQL per message", perMessage(storedBefore, host.storedBytes()), "bytes"});
    report.add(Number{"logged by PostgreSQL per message", perMessage(walBefore, host.walBytes()), "bytes"});
    report.add(Number{"kept by NATS per message", perMessage(natsBefore, host.natsBytes()), "bytes"});
    runPairs(host, options, report, shape, {"cluster " + shape.name() + ", nginx", "d", false, true});
    return rate;
}

void runGrown(const BenchOptions& options, Report& report, Shape shape, ClusterSize size, const std::string& name) {
    ClusterHost host(options.server, size);
    runPairs(host, options, report, shape, {"cluster " + shape.name() + ", " + name, "a"});
}

}  // namespace

void runCluster(const BenchOptions& options, Report& report, Shape shape) {
    const double echo = runEcho(options, report, shape, "echo");
    runDirect(options, report, shape, kVersion, kDurability);
    const double embedded = report.find("direct " + shape.name())->measure.messagesPerSecond;
    const double cluster = runSmallest(options, report, shape);
    runGrown(options, report, shape, {.deliveryWorkers = 2}, "delivery 2");
    runGrown(options, report, shape, {.deliveryWorkers = 3}, "delivery 3");
    runGrown(options, report, shape, {.gateways = 2}, "gateways 2");
    runGrown(options, report, shape, {.gateways = 4}, "gateways 4");
    report.add(Number{"direct " + shape.name() + ", per echo", embedded / echo, ""});
    report.add(Number{"cluster " + shape.name() + ", per direct", cluster / embedded, ""});
    report.add(Number{"cluster " + shape.name() + ", per echo", cluster / echo, ""});
}

}  // namespace baithak::bench
