// SPDX-License-Identifier: MIT
#pragma once

// A program started by a test: watched by the lines it prints, paused, killed or asked to end by its own pid. It dies
// with the test. And what such programs need: a directory of their own, and a port that is free.

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

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

// A port on 127.0.0.1 below the range that the system hands out, that nobody listens on now. Each call gives another.
std::uint16_t freePort();

class ChildProcess {
public:
    // `command`: the program, looked up in PATH unless it has a slash, and its arguments.
    explicit ChildProcess(std::vector<std::string> command);
    // Kills what still runs.
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    // As which user it runs; for programs that refuse to be root. By default the test's own.
    void runAs(std::string user) { user_ = std::move(user); }
    // The network namespace that it lives in: an open descriptor of it, which stays the caller's.
    void enterNetwork(int descriptor) { network_ = descriptor; }
    // Variables of its environment, besides the test's own.
    void setEnvironment(std::vector<std::string> variables) { environment_ = std::move(variables); }

    // Another program with the same arguments, from the next spawn() on. Answers the one of before.
    std::string exchangeProgram(std::string program) { return std::exchange(command_.front(), std::move(program)); }

    // Throws TestFailure when there can be no new process. A program that can't be run ends with 127.
    void spawn();
    // The next line of its standard output, without the line feed; nothing when it ends or the time is over.
    std::optional<std::string> readLine(std::chrono::milliseconds deadline);
    void signal(int number);
    // The exit code, or minus the signal that ended it; nothing when it still runs after the deadline.
    std::optional<int> waitExit(std::chrono::milliseconds deadline = std::chrono::seconds(35));
    // SIGKILL, and waits for the end.
    void kill();

    bool isRunning();
    pid_t pid() const noexcept { return pid_; }
    // What it has written to stderr over all its lives.
    std::string log() const;

private:
    void closeOutput();

    std::vector<std::string> command_;
    std::string user_;
    int network_ = -1;
    std::vector<std::string> environment_;
    TempDir logDir_;
    pid_t pid_ = -1;
    int output_ = -1;
};

}  // namespace baithak::test
