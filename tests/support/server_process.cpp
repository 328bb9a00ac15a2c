// SPDX-License-Identifier: MIT
#include "tests/support/server_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <nlohmann/json.hpp>

#include "tests/support/rest_client.h"

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

ServerProcess::ServerProcess(std::string binary, std::string dataDir, std::vector<std::string> arguments)
    : binary_(std::move(binary)), dataDir_(std::move(dataDir)), arguments_(std::move(arguments)) {}

ServerProcess::~ServerProcess() {
    if (pid_ > 0) kill();
    closeOutput();
}

void ServerProcess::start(std::chrono::milliseconds deadline) {
    const auto began = Clock::now();
    spawn();
    if (!readReadyLine(deadline)) {
        const bool hasEnded = waitExit(std::chrono::milliseconds(0)).has_value();
        if (!hasEnded) kill();
        throw TestFailure("baithakd " + std::string(hasEnded ? "ended" : "was not ready in time") + ":\n" + log());
    }
    startTime_ = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began);
    const auto ready = nlohmann::json::parse(readyLine_);
    port_ = ready.at("port");
    opsPort_ = ready.value("opsPort", std::uint16_t{0});
}

int ServerProcess::run(std::chrono::milliseconds deadline) {
    spawn();
    const auto code = waitExit(deadline);
    if (!code) {
        kill();
        throw TestFailure("baithakd still runs:\n" + log());
    }
    return *code;
}

void ServerProcess::spawn() {
    closeOutput();
    std::vector<std::string> all{binary_, "--listen", "127.0.0.1:0", "--data-dir", dataDir_};
    all.insert(all.end(), arguments_.begin(), arguments_.end());
    std::vector<char*> argv;
    for (auto& argument : all) argv.push_back(argument.data());
    argv.push_back(nullptr);

    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw TestFailure("No pipe.");
    const std::string logPath = logDir_.path() + "/stderr";
    const int log = open(logPath.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    const pid_t parent = getpid();
    pid_ = fork();
    if (pid_ < 0) throw TestFailure("No new process.");
    if (pid_ == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) _exit(126);
        dup2(ends[1], STDOUT_FILENO);
        dup2(log, STDERR_FILENO);
        execv(argv[0], argv.data());
        _exit(127);
    }
    close(ends[1]);
    close(log);
    output_ = ends[0];
}

bool ServerProcess::readReadyLine(std::chrono::milliseconds deadline) {
    const auto end = Clock::now() + deadline;
    readyLine_.clear();
    while (waitReadable(output_, left(end))) {
        char byte = 0;
        if (read(output_, &byte, 1) != 1) return false;
        if (byte == '\n') return true;
        readyLine_ += byte;
    }
    return false;
}

void ServerProcess::signal(int number) {
    if (pid_ > 0) ::kill(pid_, number);
}

std::optional<int> ServerProcess::waitExit(std::chrono::milliseconds deadline) {
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

void ServerProcess::kill() {
    signal(SIGKILL);
    waitExit();
}

bool ServerProcess::isRunning() { return pid_ > 0 && !waitExit(std::chrono::milliseconds(0)).has_value(); }

std::string ServerProcess::log() const {
    std::ifstream file(logDir_.path() + "/stderr");
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

void ServerProcess::closeOutput() {
    if (output_ >= 0) close(output_);
    output_ = -1;
}

}  // namespace baithak::test
