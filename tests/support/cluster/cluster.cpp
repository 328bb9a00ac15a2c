// SPDX-License-Identifier: MIT
#include "tests/support/cluster/cluster.h"

#include <signal.h>
#include <sys/mount.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/support/rest_client.h"

namespace baithak::test {
namespace {

using namespace std::chrono_literals;

constexpr std::uint16_t kNatsPort = 4222;
constexpr std::uint16_t kNatsClusterPort = 6222;
constexpr std::uint16_t kPostgresPort = 5432;
constexpr std::uint16_t kRedisPort = 6379;
constexpr auto kPostgresBin = "/usr/lib/postgresql/15/bin/";
constexpr auto kDatabaseUser = "chat";

using Options = std::vector<std::pair<std::string, std::string>>;

void writeFile(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

void runOrThrow(const std::string& line) {
    if (std::system(line.c_str()) != 0) throw TestFailure("This failed: " + line);
}

// What the program prints.
std::string outputOf(const std::string& line) {
    FILE* pipe = popen(line.c_str(), "r");
    if (pipe == nullptr) return {};
    std::string text;
    char buffer[4096];
    while (const auto size = fread(buffer, 1, sizeof buffer, pipe)) text.append(buffer, size);
    pclose(pipe);
    return text;
}

std::vector<std::string> linesOf(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find('\n', begin), text.size());
        lines.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return lines;
}

}  // namespace

Cluster::Cluster(Loop& loop, ClusterPlan plan)
    : loop_(loop), plan_(std::move(plan)), port_(freePort()), network_(plan_.network) {
    std::filesystem::permissions(root_.path(), std::filesystem::perms(0755));
    addNats();
    addPostgres();
    addRedis();
    for (auto& node : nodes_) node.start();
    for (auto& node : nodes_) awaitReady(node);
    const auto engines = static_cast<std::ptrdiff_t>(nodes_.size());
    addRoles("delivery", "delivery", plan_.deliveryWorkers);
    addRoles("group-router", "group_router", plan_.groupRouters);
    addRoles("router", "router", plan_.routers);
    addRole("profile", "profile", true);
    addRole("group", "group", true);
    addRole("notification", "notification", true);
    addRole("file", "file", true);
    addRoles("gateway", "gateway", plan_.gateways);
    for (auto node = nodes_.begin() + engines; node != nodes_.end(); ++node) node->start();
    for (auto& node : nodes_) awaitReady(node);
    addNginx();
    nodes_.back().start();
    awaitReady(nodes_.back());
}

Cluster::~Cluster() {
    nodes_.clear();
    if (isIsolated()) ::umount2((root_.path() + "/postgres").c_str(), MNT_DETACH);
}

Node& Cluster::add(Node::Plan plan) { return nodes_.emplace_back(std::move(plan)); }

std::string Cluster::directory(const std::string& name) {
    const auto path = root_.path() + "/" + name;
    std::filesystem::create_directories(path);
    return path;
}

Node& Cluster::node(const std::string& name) {
    const auto found =
        std::find_if(nodes_.begin(), nodes_.end(), [&](const Node& node) { return node.name() == name; });
    if (found == nodes_.end()) throw TestFailure("There is no node " + name + ".");
    return *found;
}

void Cluster::awaitReady(Node& node, std::chrono::milliseconds deadline) {
    const auto end = loop_.now() + deadline;
    while (!node.isReady()) {
        if (node.hasEnded()) throw TestFailure(node.name() + " has ended:\n" + node.lastLog());
        if (loop_.now() >= end) throw TestFailure(node.name() + " was not ready in time:\n" + node.lastLog());
        loop_.turnFor(20ms);
    }
}

void Cluster::addNats() {
    std::vector<Network::Host*> hosts;
    std::string routes;
    for (int i = 0; i < plan_.natsNodes; ++i) {
        hosts.push_back(&network_.addHost());
        const auto& address = hosts.back()->address();
        routes += (i == 0 ? "nats://" : ", nats://") + address + ":" + std::to_string(kNatsClusterPort);
        natsUrls_ += (i == 0 ? "nats://" : ",nats://") + address + ":" + std::to_string(kNatsPort);
    }
    for (int i = 0; i < plan_.natsNodes; ++i) {
        const auto name = "nats-" + std::to_string(i + 1);
        const auto place = directory(name);
        const auto address = hosts[static_cast<std::size_t>(i)]->address();
        const auto others = "cluster { name: chat, listen: " + address + ":6222, routes: [ " + routes + "] }\n";
        writeFile(place + "/nats.conf", "server_name: " + name + "\nlisten: " + address + ":4222\nhttp: " + address +
                                            ":8222\njetstream { store_dir: \"" + place +
                                            "/js\", max_mem: 1TB, max_file: 1TB }\n" +
                                            (plan_.natsNodes > 1 ? others : ""));
        // Healthy once it is one of the cluster, with a leader. One that comes back has to catch up besides, which the
        // others do not wait for.
        const auto isReady = [address, wasHealthy = std::make_shared<bool>(false)] {
            *wasHealthy = *wasHealthy || answersOk(address, 8222, "/healthz");
            return *wasHealthy && acceptsConnections(address, kNatsPort);
        };
        add({.name = name,
             .command = {"nats-server", "-c", place + "/nats.conf"},
             .isReady = isReady,
             .isAlone = plan_.natsNodes == 1,
             .host = hosts[static_cast<std::size_t>(i)]});
    }
}

void Cluster::addPostgres() {
    auto& host = network_.addHost();
    const auto place = directory("postgres");
    // A disk of its own, which can be filled.
    if (isIsolated() && ::mount("none", place.c_str(), "tmpfs", 0, "size=192m,mode=0755") != 0) {
        throw TestFailure("No file system of its own can be had for PostgreSQL.");
    }
    const auto data = place + "/data";
    const bool isRoot = ::geteuid() == 0;
    runOrThrow("install -d -m 700 " + std::string(isRoot ? "-o postgres " : "") + data);
    const std::string setup = std::string(kPostgresBin) + "initdb -D " + data + " -A trust -U " + kDatabaseUser +
                              " --no-locale -E UTF8 --no-sync > /dev/null";
    runOrThrow(isRoot ? "setpriv --reuid=postgres --regid=postgres --clear-groups " + setup : setup);
    std::ofstream(data + "/pg_hba.conf", std::ios::app)
        << "host all all 10.77.0.0/24 trust\nhost all all 127.0.0.0/8 trust\n";
    const auto address = host.address();
    const auto isReady = [address] {
        const auto line = std::string(kPostgresBin) + "pg_isready -q -t 1 -h " + address + " -p 5432 -U chat";
        return acceptsConnections(address, kPostgresPort) && std::system(line.c_str()) == 0;
    };
    std::vector<std::string> command{
        std::string(kPostgresBin) + "postgres", "-D", data, "-h", address, "-p", "5432", "-k", data};
    // The last of a name counts.
    std::vector<std::string> settings{"max_connections=200", "shared_buffers=64MB", "max_wal_size=64MB",
                                      "min_wal_size=32MB"};
    settings.insert(settings.end(), plan_.postgresSettings.begin(), plan_.postgresSettings.end());
    for (const auto& setting : settings) command.insert(command.end(), {"-c", setting});
    add({.name = "postgres",
         .command = std::move(command),
         .isReady = isReady,
         .runAs = isRoot ? "postgres" : "",
         .stopSignal = SIGINT,
         .isAlone = true,
         .host = &host});
}

void Cluster::addRedis() {
    auto& host = network_.addHost();
    const auto address = host.address();
    const auto isReady = [address] { return acceptsConnections(address, kRedisPort); };
    add({.name = "redis",
         .command = {"redis-server", "--bind", address, "--port", "6379", "--save", "", "--protected-mode", "no",
                     "--dir", directory("redis"), "--logfile", "/dev/null"},
         .isReady = isReady,
         .isAlone = true,
         .host = &host});
}

void Cluster::addRoles(const std::string& name, const std::string& roles, int count) {
    for (int i = 1; i <= count; ++i) addRole(name + "-" + std::to_string(i), roles, count == 1);
}

void Cluster::addRole(const std::string& name, const std::string& roles, bool isAlone) {
    auto& host = network_.addHost();
    const auto address = host.address();
    const auto isReady = [address] { return answersOk(address, Cluster::kOpsPort, "/ready"); };
    const bool isOther = !plan_.otherBinary.empty() && roleProcesses_++ % 2 == 1;
    const auto& binary = isOther ? plan_.otherBinary : plan_.binary;
    const Options options{{"roles", roles},
                          {"listen", address + ":" + std::to_string(kRolePort)},
                          {"ops-listen", address + ":" + std::to_string(kOpsPort)},
                          {"data-dir", directory(name)},
                          {"bus", "nats"},
                          {"nats-url", natsUrls_},
                          {"nats-replicas", std::to_string(plan_.natsNodes)},
                          {"store", "postgres"},
                          {"postgres-url", "postgresql://chat@" + addressOf("postgres") + ":5432/postgres"},
                          {"presence", "redis"},
                          {"redis-url", "redis://" + addressOf("redis") + ":6379"}};
    std::vector<std::string> command{binary};
    for (const auto& [option, value] : options) command.insert(command.end(), {"--" + option, value});
    command.insert(command.end(), plan_.options.begin(), plan_.options.end());
    add({.name = name,
         .command = std::move(command),
         .isReady = isReady,
         .isAlone = isAlone,
         .isRole = true,
         .host = &host,
         .otherProgram = isOther ? plan_.binary : plan_.otherBinary});
}

void Cluster::addNginx() {
    const auto place = directory("nginx");
    const auto at = [this](const std::string& name) { return addressOf(name) + ":" + std::to_string(kRolePort); };
    const auto all = [&](const std::string& name, int count) {
        std::string list;
        for (int i = 1; i <= count; ++i) list += (i == 1 ? "" : ",") + at(name + "-" + std::to_string(i));
        return list;
    };
    // Limits that a crowd from one address does not meet.
    runOrThrow(plan_.ctl + " nginx-config --plain --whole --state-dir " + place +
               " --listen 127.0.0.1:" + std::to_string(port_) + " --gateways " + all("gateway", plan_.gateways) +
               " --deliveries " + all("delivery", plan_.deliveryWorkers) + " --profiles " + at("profile") +
               " --groups " + at("group") + " --files " + at("file") +
               " --rate 1000000 --login-rate 1000000 --connections 1000 --output " + place + "/nginx.conf");
    const auto isReady = [port = port_] { return acceptsConnections("127.0.0.1", port); };
    add({.name = "nginx",
         // One process: whoever kills it leaves no worker behind.
         .command = {"nginx", "-p", place, "-e", "stderr", "-c", place + "/nginx.conf", "-g",
                     "daemon off; master_process off;"},
         .isReady = isReady,
         .stopSignal = SIGQUIT,
         .isAlone = true});
}

void Cluster::wipeRedis() { runOrThrow("redis-cli -h " + addressOf("redis") + " FLUSHALL > /dev/null"); }

std::vector<std::string> Cluster::askRedis(const std::string& command) {
    return linesOf(outputOf("redis-cli -h " + addressOf("redis") + " " + command));
}

void Cluster::fillDisk() {
    runOrThrow("dd if=/dev/zero of=" + root_.path() + "/postgres/filler bs=1M 2>/dev/null; true");
}

void Cluster::makeRoom() { std::filesystem::remove(root_.path() + "/postgres/filler"); }

void Cluster::slowDisk() {
    (void)query("ALTER SYSTEM SET commit_siblings = 0");
    (void)query("ALTER SYSTEM SET commit_delay = 100000");
    (void)query("SELECT pg_reload_conf()");
}

void Cluster::hurryDisk() {
    (void)query("ALTER SYSTEM RESET ALL");
    (void)query("SELECT pg_reload_conf()");
}

std::vector<std::string> Cluster::query(const std::string& sql) {
    return linesOf(
        outputOf("psql -h " + addressOf("postgres") + " -U chat -d postgres -At -F '\t' -c \"" + sql + "\""));
}

std::string Cluster::logs() const {
    std::string text;
    for (const auto& node : nodes_) {
        text += "--- " + node.name() + "\n" + node.lastLog(60'000) + "\n";
    }
    return text;
}

}  // namespace baithak::test
