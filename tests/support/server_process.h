// SPDX-License-Identifier: MIT
#pragma once

// The real `baithakd` as a child process: started with a data directory, watched by its ready line, killed or asked to
// end by its own pid. It dies with the test. A start that fails throws TestFailure with what the server wrote.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace baithak::test {

// A directory that is removed, with all in it, at the end.
class TempDir {
public:
    TempDir();
    ~TempDir();
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;

    const std::string& path() const noexcept { return path_; }

private:
    std::string path_;
};

class ServerProcess {
public:
    // `arguments` follow `--listen 127.0.0.1:0 --data-dir <dataDir>`.
    ServerProcess(std::string binary, std::string dataDir, std::vector<std::string> arguments);
    // Kills what still runs.
    ~ServerProcess();
    ServerProcess(const ServerProcess&) = delete;
    ServerProcess& operator=(const ServerProcess&) = delete;

    // Starts it and waits for the ready line.
    void start(std::chrono::milliseconds deadline = std::chrono::seconds(20));
    // Starts it and waits for its end, for starts that are to fail.
    int run(std::chrono::milliseconds deadline = std::chrono::seconds(20));
    void signal(int number);
    // The exit code, or minus the signal that ended it; nothing when it still runs after the deadline.
    std::optional<int> waitExit(std::chrono::milliseconds deadline = std::chrono::seconds(35));
    // SIGKILL, and waits for the end.
    void kill();

    bool isRunning();
    pid_t pid() const noexcept { return pid_; }
    std::uint16_t port() const noexcept { return port_; }
    std::uint16_t opsPort() const noexcept { return opsPort_; }
    std::chrono::milliseconds startTime() const noexcept { return startTime_; }
    const std::string& readyLine() const noexcept { return readyLine_; }
    // What it has written to stderr over all its lives.
    std::string log() const;

private:
    void spawn();
    bool readReadyLine(std::chrono::milliseconds deadline);
    void closeOutput();

    std::string binary_;
    std::string dataDir_;
    std::vector<std::string> arguments_;
    TempDir logDir_;
    pid_t pid_ = -1;
    int output_ = -1;
    std::string readyLine_;
    std::uint16_t port_ = 0;
    std::uint16_t opsPort_ = 0;
    std::chrono::milliseconds startTime_{};
};

}  // namespace baithak::test
