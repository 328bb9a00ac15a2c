// SPDX-License-Identifier: MIT
#include "tests/support/child_process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/test_failure.h"

namespace baithak::test {
namespace {

using Clock = std::chrono::steady_clock;

std::chrono::milliseconds left(Clock::time_point end) {
    return std::max(std::chrono::milliseconds(0),
                    std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()));
}

// Waits until the descriptor has something, or has ended.
bool waitReadable(int descriptor, std::chrono::milliseconds time) {
    pollfd wanted{descriptor, POLLIN, 0};
    return poll(&wanted, 1, static_cast<int>(time.count())) > 0;
}

bool isFree(std::uint16_t port) {
    const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool bound = bind(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    close(probe);
    return bound;
}

// In the child, between fork and exec.
void becomeUser(const passwd* user) {
    if (user == nullptr) return;
    if (setgroups(0, nullptr) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0) _exit(126);
}

}  // namespace

TempDir::TempDir() {
    std::string pattern = (std::filesystem::temp_directory_path() / "baithak-test-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw TestFailure("No temporary directory can be made at " + pattern + ".");
    path_ = pattern;
}

TempDir::~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::uint16_t freePort() {
    constexpr int kFirst = 10'000;
    constexpr int kCount = 22'000;
    // Runners beside each other begin at different places.
    static int next = static_cast<int>(getpid() * 97) % kCount;
    for (int tries = 0; tries < kCount; ++tries) {
        const auto port = static_cast<std::uint16_t>(kFirst + next);
        next = (next + 1) % kCount;
        if (isFree(port)) return port;
    }
    throw TestFailure("No port is free.");
}

ChildProcess::ChildProcess(std::vector<std::string> command) : command_(std::move(command)) {}

ChildProcess::~ChildProcess() {
    if (pid_ > 0) kill();
    closeOutput();
}

void ChildProcess::spawn() {
    closeOutput();
    std::vector<char*> argv;
    for (auto& word : command_) argv.push_back(word.data());
    argv.push_back(nullptr);
    const passwd* user = user_.empty() ? nullptr : getpwnam(user_.c_str());
    if (!user_.empty() && user == nullptr) throw TestFailure("There is no user " + user_ + " on this system.");

    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw TestFailure("No pipe.");
    const std::string logPath = logDir_.path() + "/stderr";
    const int log = open(logPath.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    const pid_t parent = getpid();
    pid_ = fork();
    if (pid_ < 0) throw TestFailure("No new process.");
    if (pid_ == 0) {
        if (network_ >= 0 && setns(network_, CLONE_NEWNET) != 0) _exit(126);
        becomeUser(user);
        // After the change of user, which would clear it.
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) _exit(126);
        for (auto& variable : environment_) putenv(variable.data());
        dup2(ends[1], STDOUT_FILENO);
        dup2(log, STDERR_FILENO);
        execvp(argv[0], argv.data());
        _exit(127);
    }
    close(ends[1]);
    close(log);
    output_ = ends[0];
}

std::optional<std::string> ChildProcess::readLine(std::chrono::milliseconds deadline) {
    const auto end = Clock::now() + deadline;
    std::string line;
    while (waitReadable(output_, left(end))) {
        char byte = 0;
        if (read(output_, &byte, 1) != 1) return std::nullopt;
        if (byte == '\n') return line;
        line += byte;
    }
    return std::nullopt;
}

void ChildProcess::signal(int number) {
    if (pid_ > 0) ::kill(pid_, number);
}

std::optional<int> ChildProcess::waitExit(std::chrono::milliseconds deadline) {
    if (pid_ <= 0) return 0;
    // A descriptor of the process becomes readable when it ends: no polling of the clock.
    const int process = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
    if (process < 0 || !waitReadable(process, deadline)) {
        if (process >= 0) close(process);
        return std::nullopt;
    }
    close(process);
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

void ChildProcess::kill() {
    signal(SIGKILL);
    waitExit();
}

bool ChildProcess::isRunning() { return pid_ > 0 && !waitExit(std::chrono::milliseconds(0)).has_value(); }

std::string ChildProcess::log() const {
    std::ifstream file(logDir_.path() + "/stderr");
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

void ChildProcess::closeOutput() {
    if (output_ >= 0) close(output_);
    output_ = -1;
}

}  // namespace baithak::test
