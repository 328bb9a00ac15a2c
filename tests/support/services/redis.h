// SPDX-License-Identifier: MIT
#pragma once

// A real redis-server, or a Sentinel, on a free port of 127.0.0.1, with a directory of its own; it ends with the test.

#include <chrono>
#include <csignal>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/child_process.h"

namespace baithak::test {

class RedisService {
public:
    enum class Transport { plain, tls };

    // `arguments`: settings as redis-server takes them, besides the port and the directory. Starts it and waits until
    // it takes connections; throws TestFailure when it does not.
    explicit RedisService(const std::vector<std::string>& arguments = {}, Transport transport = Transport::plain);
    // A Sentinel that watches over a master, which it calls by that name. With a password, the master and the Sentinel
    // both ask for it.
    static std::unique_ptr<RedisService> sentinel(const std::string& name, const RedisService& master,
                                                  const std::string& password = {});

    std::uint16_t port() const noexcept { return port_; }
    std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
    std::string url() const { return "redis://" + address(); }

    void start();
    void kill() { process_.kill(); }
    void pause() { process_.signal(SIGSTOP); }
    void resume() { process_.signal(SIGCONT); }
    // What redis-cli prints for a command, over a plain connection.
    std::string command(const std::vector<std::string>& words) const;

private:
    RedisService(std::uint16_t port, std::unique_ptr<TempDir> directory, std::vector<std::string> command);

    std::uint16_t port_;
    std::unique_ptr<TempDir> directory_;
    ChildProcess process_;
};

// Asks again and again, some times a second; false when the time is up.
bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds deadline = std::chrono::seconds(20));

}  // namespace baithak::test
