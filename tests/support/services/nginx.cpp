// SPDX-License-Identifier: MIT
#include "tests/support/services/nginx.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <functional>
#include <thread>

#include "tests/support/test_failure.h"

namespace baithak::test {
namespace {

constexpr std::chrono::seconds kPatience{15};

bool takesConnections(std::uint16_t port) {
    const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool isTaken = connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    close(probe);
    return isTaken;
}

bool soon(const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (!condition()) {
        if (std::chrono::steady_clock::now() >= end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return true;
}

std::size_t countIn(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++count;
    return count;
}

// As whom the workers run: the one who runs the test, who owns the directory.
std::string userLine() {
    const auto* user = getpwuid(geteuid());
    return geteuid() == 0 && user != nullptr ? "user " + std::string(user->pw_name) + ";\n" : "";
}

std::string configOf(const std::string& directory) {
    auto config = userLine() +
                  "daemon off;\nworker_processes 2;\nworker_shutdown_timeout 60s;\n"
                  "error_log stderr notice;\npid " +
                  directory + "/pid;\nevents { worker_connections 1024; }\nhttp {\n    access_log off;\n";
    for (const auto* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
        config += "    " + std::string(kind) + "_temp_path " + directory + "/" + kind + ";\n";
    return config + "    include " + directory + "/site.conf;\n}\n";
}

}  // namespace

NginxService::NginxService(std::string site, std::uint16_t port)
    : port_(port), process_({"nginx", "-p", directory_.path(), "-e", "stderr", "-c", configFile()}) {
    std::ofstream(configFile()) << configOf(directory_.path());
    writeSite(site);
}

void NginxService::writeSite(const std::string& site) const { std::ofstream(directory_.path() + "/site.conf") << site; }

std::string NginxService::complaint() const { return complaintOfNginx(configFile()); }

void NginxService::start() {
    process_.spawn();
    if (soon([this] { return takesConnections(port_) || !process_.isRunning(); }) && process_.isRunning()) return;
    throw TestFailure("nginx did not start:\n" + log());
}

void NginxService::reload() {
    // Old workers say so when they have let go of the listener.
    const std::string letGo = "gracefully shutting down";
    const auto before = countIn(log(), letGo);
    process_.signal(SIGHUP);
    if (!soon([&] { return countIn(log(), letGo) >= before + 2; }))
        throw TestFailure("nginx did not reload:\n" + log());
}

void NginxService::reload(const std::string& site) {
    writeSite(site);
    reload();
}

void NginxService::stop() {
    process_.signal(SIGTERM);
    if (!process_.waitExit(kPatience)) process_.kill();
}

std::string complaintOfNginx(const std::string& file) {
    ChildProcess check({"nginx", "-t", "-q", "-e", "stderr", "-c", file});
    check.spawn();
    const auto code = check.waitExit(kPatience);
    if (code && *code == 0) return {};
    return check.log().empty() ? "nginx -t did not end well" : check.log();
}

}  // namespace baithak::test
