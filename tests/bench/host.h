// SPDX-License-Identifier: MIT
#pragma once

// A fresh baithakd for one scenario, with its data directory, and the accounts that the load needs.

#include <string>

#include "tests/bench/wire.h"
#include "tests/support/rest_client.h"
#include "tests/support/server_process.h"

namespace baithak::bench {

class Host {
public:
    Host(const std::string& binary, const std::string& durability, const std::vector<std::string>& more = {})
        : server_(binary, directory_.path(), argumentsWith(durability, more)), rest_(loop_, 0) {
        server_.start();
        rest_.setPort(server_.port());
    }

    test::Account signIn(const std::string& user) { return rest_.login(user, "any token", "bench"); }
    test::RestClient& rest() noexcept { return rest_; }
    std::uint16_t port() const noexcept { return server_.port(); }
    Endpoint endpoint() const { return {.port = server_.port()}; }
    const std::string& directory() const noexcept { return directory_.path(); }
    pid_t pid() const noexcept { return server_.pid(); }
    std::chrono::milliseconds startTime() const noexcept { return server_.startTime(); }

private:
    static std::vector<std::string> argumentsWith(const std::string& durability, const std::vector<std::string>& more) {
        std::vector<std::string> arguments{"--auth", "open",        "--durability", durability, "--messages-per-second",
                                           "0",      "--log-level", "warn"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return arguments;
    }

    test::TempDir directory_;
    test::ServerProcess server_;
    test::Loop loop_;
    test::RestClient rest_;
};

}  // namespace baithak::bench
