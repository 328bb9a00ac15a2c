// SPDX-License-Identifier: MIT
#pragma once

// The real `baithakd` as a child process: started with a data directory, watched by its ready line. A start that fails
// throws TestFailure with what the server wrote.

#include "tests/support/child_process.h"

namespace baithak::test {

class ServerProcess {
public:
    // `arguments` follow `--listen 127.0.0.1:0 --data-dir <dataDir>`.
    ServerProcess(std::string binary, std::string dataDir, std::vector<std::string> arguments);

    // Starts it and waits for the ready line.
    void start(std::chrono::milliseconds deadline = std::chrono::seconds(20));
    // Starts it and waits for its end, for starts that are to fail.
    int run(std::chrono::milliseconds deadline = std::chrono::seconds(20));
    void signal(int number) { process_.signal(number); }
    // The exit code, or minus the signal that ended it; nothing when it still runs after the deadline.
    std::optional<int> waitExit(std::chrono::milliseconds deadline = std::chrono::seconds(35)) {
        return process_.waitExit(deadline);
    }
    // SIGKILL, and waits for the end.
    void kill() { process_.kill(); }

    bool isRunning() { return process_.isRunning(); }
    pid_t pid() const noexcept { return process_.pid(); }
    std::uint16_t port() const noexcept { return port_; }
    std::uint16_t opsPort() const noexcept { return opsPort_; }
    std::chrono::milliseconds startTime() const noexcept { return startTime_; }
    const std::string& readyLine() const noexcept { return readyLine_; }
    // What it has written to stderr over all its lives.
    std::string log() const { return process_.log(); }

private:
    ChildProcess process_;
    std::string readyLine_;
    std::uint16_t port_ = 0;
    std::uint16_t opsPort_ = 0;
    std::chrono::milliseconds startTime_{};
};

}  // namespace baithak::test
