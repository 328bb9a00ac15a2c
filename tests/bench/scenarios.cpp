// SPDX-License-Identifier: MIT
#include "tests/bench/scenarios.h"

#include "tests/bench/echo_server.h"
#include "tests/bench/host.h"
#include "tests/bench/process_stats.h"

namespace baithak::bench {

namespace {

constexpr double kKiB = 1024;

std::size_t connect(Load& load, Host& host, const std::string& user, WireVersion version) {
    return load.addWire(host.endpoint(), pathFor(version), headersOf(host.signIn(user)));
}

ProcessGroup processOf(pid_t process) { return {"server", {process}}; }

}  // namespace

double runEcho(const BenchOptions& options, Report& report, Shape shape, const std::string& name) {
    EchoServer server;
    Poller poller;
    Load load(poller,
              {.version = WireVersion::v3_0, .isAcked = false, .readers = 1, .servers = {processOf(server.pid())}});
    for (std::size_t i = 0; i < shape.pairs; ++i) load.addWire({.port = server.port()}, "/", "");
    load.waitOpen();
    for (std::size_t i = 0; i < shape.pairs; ++i)
        load.addFlow(i, FrameTemplate::message(WireVersion::v3_0, ChannelKind::individual, "s0", "r0", kBodyBytes));
    const Measure measure = load.runClosed(shape.window, options.warmUp, options.time);
    report.add(row(name + " " + shape.name(), WireVersion::v3_0, "", measure));
    if (shape.pairs > 1 && name == "echo") {
        // What the machine itself adds to latency, at the same share of what it can do.
        const Measure half = load.runSteady(measure.messagesPerSecond / 2, options.time);
        report.add(row(name + " " + shape.name() + ", half load", WireVersion::v3_0, "", half));
    }
    return measure.messagesPerSecond;
}

Measure runDirect(const BenchOptions& options, Report& report, Shape shape, WireVersion version,
                  const std::string& durability) {
    Host host(options.server, durability);
    Poller poller;
    Load load(poller, {.version = version, .servers = {processOf(host.pid())}});
    const Place place{[&host](const std::string& user) { return host.signIn(user); },
                      [&host](std::size_t) { return host.endpoint(); }};
    connectPairs(load, place, shape.pairs, version);
    const Measure full = load.runClosed(shape.window, options.warmUp, options.time);
    report.add(row("direct " + shape.name(), version, durability, full));
    if (shape.pairs == 1) return full;
    Measure half = load.runSteady(full.messagesPerSecond / 2, options.time);
    report.add(row("direct " + shape.name() + ", half load", version, durability, half));
    return half;
}

Measure runGroup(const BenchOptions& options, Report& report, std::size_t members) {
    constexpr auto kVersion = WireVersion::v3_0;
    constexpr std::size_t kSenders = 4;
    constexpr std::size_t kWindow = 8;
    Host host(options.server, "normal");
    std::vector<test::Account> accounts;
    std::vector<std::string> others;
    for (std::size_t i = 0; i < members; ++i) {
        accounts.push_back(host.signIn("m" + std::to_string(i)));
        if (i > 0) others.push_back(accounts.back().user);
    }
    const std::string group = host.rest().createGroup(accounts[0], "bench", others);
    Poller poller;
    Load load(poller, {.version = kVersion, .readers = members - 1, .servers = {processOf(host.pid())}});
    for (const auto& account : accounts) load.addWire(host.endpoint(), pathFor(kVersion), headersOf(account));
    load.waitOpen();
    for (std::size_t i = 0; i < kSenders; ++i)
        load.addFlow(i, FrameTemplate::message(kVersion, ChannelKind::group, accounts[i].user, group, kBodyBytes));
    const Measure full = load.runClosed(kWindow, options.warmUp, options.time);
    const std::string name = "group of " + std::to_string(members);
    report.add(row(name, kVersion, "normal", full));
    report.add(row(name + ", half load", kVersion, "normal", load.runSteady(full.messagesPerSecond / 2, options.time)));
    return full;
}

void runOffline(const BenchOptions& options, Report& report) {
    constexpr auto kVersion = WireVersion::v3_0;
    constexpr std::size_t kSenders = 10;
    constexpr std::size_t kWindow = 16;
    Host host(options.server, "normal");
    const auto away = host.signIn("away");
    Poller poller;
    Load load(poller, {.version = kVersion, .readers = 0, .servers = {processOf(host.pid())}});
    for (std::size_t i = 0; i < kSenders; ++i) {
        const std::string sender = "s" + std::to_string(i);
        const std::size_t wire = connect(load, host, sender, kVersion);
        load.addFlow(wire, FrameTemplate::message(kVersion, ChannelKind::individual, sender, "away", kBodyBytes));
    }
    load.waitOpen();
    const auto storing = load.sendAll(kWindow, options.offlineMessages);
    report.add(Number{"store for one who is away", perSecond(options.offlineMessages, storing), "messages/s"});

    load.setReaders(1);
    load.addWire(host.endpoint(), pathFor(kVersion), headersOf(away));
    const auto draining = load.waitDeliveries(options.offlineMessages);
    Row drained = row("drain for one who is back", kVersion, "normal", {});
    drained.measure.deliveriesPerSecond = perSecond(load.deliveries(), draining);
    drained.measure.faults = load.faults();
    report.add(drained);
}

AtRest runIdle(const BenchOptions& options, Report& report) {
    AtRest found;
    Host host(options.server, "normal");
    found.startMs = static_cast<double>(host.startTime().count());
    report.add(Number{"start to ready", found.startMs, "ms"});

    Poller poller;
    const auto turnFor = [&poller](Clock::duration time) {
        poller.runUntil([] { return false; }, Clock::now() + time);
    };
    const auto cpuBefore = cpuTime(host.pid());
    turnFor(options.rest);
    const auto spent = std::chrono::duration<double>(cpuTime(host.pid()) - cpuBefore);
    found.cpuPercent = 100 * spent / std::chrono::duration<double>(options.rest);
    found.residentMiB = static_cast<double>(memory(host.pid()).residentBytes) / kKiB / kKiB;
    report.add(Number{"CPU at rest", found.cpuPercent, "%"});
    report.add(Number{"resident at rest", found.residentMiB, "MiB"});

    std::vector<test::Account> accounts;
    for (std::size_t i = 0; i < options.idleConnections; ++i) accounts.push_back(host.signIn("u" + std::to_string(i)));
    const auto before = memory(host.pid());
    Load load(poller, {});
    constexpr std::size_t kAtOnce = 64;
    const auto began = Clock::now();
    for (std::size_t i = 0; i < accounts.size(); ++i) {
        load.addWire(host.endpoint(), pathFor(WireVersion::v3_0), headersOf(accounts[i]));
        if (i % kAtOnce == kAtOnce - 1) load.waitOpen();
    }
    load.waitOpen();
    report.add(Number{"connections made", perSecond(accounts.size(), Clock::now() - began), "per second"});
    turnFor(std::chrono::seconds(3));  // what opening a connection caused has ended
    const auto after = memory(host.pid());
    found.kibPerConnection = (static_cast<double>(after.ownBytes) - static_cast<double>(before.ownBytes)) / kKiB /
                             static_cast<double>(accounts.size());
    report.add(Number{"own memory per idle connection", found.kibPerConnection, "KiB"});
    return found;
}

}  // namespace baithak::bench
