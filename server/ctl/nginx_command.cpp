// SPDX-License-Identifier: MIT
// nginx-config: from options, a file, or the processes that run, to a configuration.

#include <netdb.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "server/ctl/nginx_config.h"
#include "server/ctl/operator_client.h"
#include "server/ctl/run.h"

namespace baithak::ctl {
namespace {

using nlohmann::json;

struct ListOption {
    std::string_view option;
    std::string_view role;
};
constexpr std::array kListOptions{ListOption{"gateways", "gateway"}, ListOption{"profiles", "profile"},
                                  ListOption{"groups", "group"}, ListOption{"deliveries", "delivery"},
                                  ListOption{"files", "file"}};

void add(Topology& topology, std::string_view role, const std::string& address) {
    auto& addresses = topology[std::string(role)];
    if (std::find(addresses.begin(), addresses.end(), address) == addresses.end()) addresses.push_back(address);
}

void addToAll(Topology& topology, const std::string& address) {
    for (const auto& role : routedRoles()) add(topology, role, address);
}

template <class Use>
void eachOf(const std::string& list, Use use) {
    for (std::size_t begin = 0; begin <= list.size();) {
        const auto end = std::min(list.find(',', begin), list.size());
        use(list.substr(begin, end - begin));
        begin = end + 1;
    }
}

void addOptions(const Invocation& invocation, Topology& topology) {
    if (invocation.has("servers"))
        eachOf(invocation.option("servers"), [&](const std::string& address) { addToAll(topology, address); });
    for (const auto& [option, role] : kListOptions) {
        if (!invocation.has(option)) continue;
        eachOf(invocation.option(option), [&](const std::string& address) { add(topology, role, address); });
    }
}

std::vector<std::string> proxiesOf(const Invocation& invocation) {
    std::vector<std::string> proxies;
    if (!invocation.has("trusted-proxy")) return proxies;
    eachOf(invocation.option("trusted-proxy"), [&proxies](const std::string& proxy) {
        if (std::find(proxies.begin(), proxies.end(), proxy) == proxies.end()) proxies.push_back(proxy);
    });
    return proxies;
}

Result<> addFile(const std::string& path, Topology& topology) {
    std::ifstream file(path);
    const auto given = json::parse(file, nullptr, false);
    const Error unfit{Errc::malformed,
                      "topology: " + path + R"( is not a JSON object like {"gateway": ["HOST:PORT"]})"};
    if (!file.is_open()) return {Errc::unavailable, "topology: " + path + " can't be read"};
    if (!given.is_object()) return unfit;
    for (const auto& [role, addresses] : given.items()) {
        if (!addresses.is_array()) return unfit;
        for (const auto& address : addresses) {
            if (!address.is_string()) return unfit;
            if (role == "all")
                addToAll(topology, address);
            else
                add(topology, role, address);
        }
    }
    return {};
}

void addProcess(const json& process, Topology& topology) {
    const auto address = process.at("address").get<std::string>();
    for (const auto& role : process.at("roles")) {
        const auto& routed = routedRoles();
        const bool isRouted = std::find(routed.begin(), routed.end(), role.get<std::string>()) != routed.end();
        if (isRouted) add(topology, role.get<std::string>(), address);
    }
}

// nginx does not start with a name that it can't resolve. An address that a process has announced is looked at here,
// which is where nginx runs, or near it.
Result<> checkNames(const Topology& topology) {
    for (const auto& [role, addresses] : topology) {
        for (const auto& address : addresses) {
            auto host = address.substr(0, address.rfind(':'));
            if (host.starts_with('[')) continue;
            addrinfo* found = nullptr;
            const int failure = ::getaddrinfo(host.c_str(), nullptr, nullptr, &found);
            if (failure == 0) ::freeaddrinfo(found);
            if (failure != 0)
                return {Errc::unavailable, role + ": a process announces itself as " + address +
                                               ", and nobody here knows " + host + " (" + ::gai_strerror(failure) +
                                               "): nginx would not start with it. Set `advertise` there"};
        }
    }
    return {};
}

Result<> addRunning(const Desk& desk, Topology& topology) {
    auto address = desk.server();
    if (!address) return address.error();
    OperatorClient client(std::move(*address));
    const auto status = client.call("GET", "/admin/status");
    if (!status) return status.error();
    if (status->contains("instancesProblem"))
        return {Errc::unavailable,
                "the running processes are not known: " + (*status)["instancesProblem"].get<std::string>()};
    const auto& instances = status->at("instances");
    if (instances.empty()) addProcess(status->at("process"), topology);
    for (const auto& instance : instances) addProcess(instance, topology);
    // What is written must not hang on the order in which they were announced.
    for (auto& [role, addresses] : topology) std::sort(addresses.begin(), addresses.end());
    return checkNames(topology);
}

Result<> readNumber(const Invocation& invocation, std::string_view option, unsigned& number) {
    if (!invocation.has(option)) return {};
    const auto text = invocation.option(option);
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure == std::errc{} && end == text.data() + text.size() && number <= 1'000'000) return {};
    return {Errc::malformed, std::string(option) + ": '" + text + "' is not a whole number up to 1000000"};
}

Result<> readTls(const Invocation& invocation, NginxPlan& plan) {
    plan.tlsCertificate = invocation.option("tls-cert");
    plan.tlsKey = invocation.option("tls-key");
    const bool isPlain = invocation.has("plain");
    if (isPlain && (!plan.tlsCertificate.empty() || !plan.tlsKey.empty()))
        return {Errc::malformed, "--plain and a certificate exclude each other"};
    if (!isPlain && plan.tlsCertificate.empty())
        return {Errc::malformed, "--tls-cert and --tls-key are needed; --plain does without TLS"};
    if (isPlain) plan.listen = "80";
    return {};
}

Result<NginxPlan> planOf(const Desk& desk) {
    const auto& invocation = desk.invocation;
    NginxPlan plan;
    if (auto read = readTls(invocation, plan); !read) return read.error();
    plan.serverName = invocation.option("server-name", plan.serverName);
    plan.listen = invocation.option("listen", plan.listen);
    plan.version = invocation.option("nginx-version", plan.version);
    plan.trustedProxies = proxiesOf(invocation);
    plan.uploadLimit = invocation.option("upload-limit", plan.uploadLimit);
    plan.isWhole = invocation.has("whole");
    plan.stateDirectory = invocation.option("state-dir");
    for (auto& [option, number] : {std::pair<std::string_view, unsigned&>{"rate", plan.rate},
                                   {"login-rate", plan.loginRate},
                                   {"connections", plan.connections}}) {
        if (auto read = readNumber(invocation, option, number); !read) return read.error();
    }
    if (invocation.has("topology")) {
        if (auto added = addFile(invocation.option("topology"), plan.upstreams); !added) return added.error();
    }
    addOptions(invocation, plan.upstreams);
    if (invocation.has("from-running")) {
        if (auto added = addRunning(desk, plan.upstreams); !added) return added.error();
    }
    return plan;
}

// The reason when it can't be; 0 when it is.
int writeFile(const std::string& path, const std::string& content) {
    errno = 0;
    std::ofstream file(path);
    file << content;
    file.close();
    return file ? 0 : errno;
}

// Who may read the old one may read the new one.
void keepRights(const std::string& of, const std::string& to) {
    struct stat facts{};
    if (::stat(of.c_str(), &facts) != 0) return;
    (void)::chmod(to.c_str(), facts.st_mode & 07777);
    (void)::chown(to.c_str(), facts.st_uid, facts.st_gid);  // for root to do
}

// A nginx that reloads meanwhile, or a disk that is full, meets the old file or the new one, never a part. What is no
// plain file (a pipe, /dev/stdout) is written to, and so is what can't be replaced: a file that is mounted by itself,
// or stands in a folder that is not ours.
Result<> replaceFile(const std::string& path, const std::string& content) {
    namespace fs = std::filesystem;
    std::error_code none;
    const auto target = fs::is_symlink(path, none) ? fs::weakly_canonical(path, none).string() : path;
    const bool isThere = fs::exists(target, none);
    const bool isPlain = !isThere || fs::is_regular_file(target, none);
    const auto fresh = target + ".new";
    int reason = writeFile(isPlain ? fresh : target, content);
    if (isPlain) {
        if (reason == 0) {
            keepRights(target, fresh);
            if (std::rename(fresh.c_str(), target.c_str()) != 0) reason = errno;
        }
        const bool isInTheWay = reason == EBUSY || reason == EACCES || reason == EPERM || reason == EROFS;
        if (reason != 0) fs::remove(fresh, none);
        if (isThere && isInTheWay) reason = writeFile(target, content);
    }
    if (reason == 0) return {};
    return {Errc::unavailable, path + " can't be written: " + std::strerror(reason)};
}

}  // namespace

int runNginxConfig(const Desk& desk) {
    const auto plan = planOf(desk);
    if (!plan) return desk.refuse(plan.error());
    const auto config = nginxConfig(*plan);
    if (!config) return desk.refuse(config.error());
    if (!desk.invocation.has("output")) return desk.write(*config);
    const auto written = replaceFile(desk.invocation.option("output"), *config);
    return written ? kDone : desk.refuse(written.error());
}

}  // namespace baithak::ctl
