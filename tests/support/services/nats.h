// SPDX-License-Identifier: MIT
#pragma once

// Real nats-servers with JetStream on free ports of 127.0.0.1, each with a directory of its own; they end with the
// test.

#include <chrono>
#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/child_process.h"

namespace baithak::test {

class NatsService {
public:
    // `settings`: lines of its configuration, besides the address and the directory; `room`: what its streams may
    // reserve. Starts it and waits until it is ready; throws TestFailure when it is not.
    explicit NatsService(const std::string& settings = {}, const std::string& room = kRoom);

    std::uint16_t port() const noexcept { return port_; }
    std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
    std::string url() const { return "nats://" + address(); }

    void start();
    void kill() { process_.kill(); }
    void pause() { process_.signal(SIGSTOP); }
    void resume() { process_.signal(SIGCONT); }

private:
    friend class NatsCluster;
    // Whatever this machine has free: the streams reserve their room, and hold next to nothing.
    static constexpr const char* kRoom = "1TB";
    struct Place {
        std::string name;
        std::uint16_t clusterPort = 0;
        std::string routes;
    };
    NatsService(const Place& place, const std::string& settings, const std::string& room);

    std::uint16_t port_;
    TempDir directory_;
    ChildProcess process_;
    std::size_t starts_ = 0;
};

// Three of them that form one cluster.
class NatsCluster {
public:
    // Waits until it has chosen a leader.
    NatsCluster();

    std::string url() const;
    NatsService& node(std::size_t i) { return *nodes_[i]; }
    // `n1`, `n2`, `n3`: how they call themselves.
    NatsService& named(const std::string& name) { return *nodes_.at(static_cast<std::size_t>(name.back() - '1')); }

private:
    std::vector<std::unique_ptr<NatsService>> nodes_;
};

}  // namespace baithak::test
