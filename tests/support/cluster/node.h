// SPDX-License-Identifier: MIT
#pragma once

// One process of a cluster: started on a host of its own, killed, paused, asked to end, started again.

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "tests/support/child_process.h"
#include "tests/support/cluster/network.h"

namespace baithak::test {

class Node {
public:
    struct Plan {
        std::string name;
        std::vector<std::string> command;
        std::function<bool()> isReady;  // looked at now and then after a start
        std::string runAs = {};         // a user; empty: the test's own
        int stopSignal = 15;            // asks it to end
        bool isAlone = false;           // no other node can do its work
        bool isRole = false;
        Network::Host* host = nullptr;  // none: where the test is
        std::string otherProgram = {};  // its other version, when there is one
    };

    explicit Node(Plan plan);

    const std::string& name() const noexcept { return plan_.name; }
    // One of our own processes.
    bool isRole() const noexcept { return plan_.isRole; }
    bool isAlone() const noexcept { return plan_.isAlone; }
    Network::Host* host() const noexcept { return plan_.host; }

    void start() { process_.spawn(); }
    // From the next start on it is its other version, if it has one.
    void changeVersion();
    bool isReady() { return process_.isRunning() && plan_.isReady(); }
    bool hasEnded() { return !process_.isRunning(); }
    void kill() { process_.kill(); }
    void pause() { process_.signal(19); }
    void resume() { process_.signal(18); }
    void askToEnd() { process_.signal(plan_.stopSignal); }
    // Throws TestFailure when it was asked to end and does not.
    void awaitEnd();
    pid_t pid() const noexcept { return process_.pid(); }
    // The end of what it has written to stderr.
    std::string lastLog(std::size_t bytes = 2000) const;

private:
    Plan plan_;
    ChildProcess process_;
};

// True when somebody takes a connection there, within a fifth of a second.
bool acceptsConnections(const std::string& address, std::uint16_t port);
// True when a GET of that path is answered by 200, within half a second.
bool answersOk(const std::string& address, std::uint16_t port, const std::string& path);

}  // namespace baithak::test
