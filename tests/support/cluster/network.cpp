// SPDX-License-Identifier: MIT
#include "tests/support/cluster/network.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "tests/support/rest_client.h"

namespace baithak::test {
namespace {

constexpr int kHere = -1;

// Runs a program in a host's namespace and waits for its end.
void run(int network, std::vector<std::string> words) {
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    const pid_t child = fork();
    if (child == 0) {
        if (network != kHere && setns(network, CLONE_NEWNET) != 0) _exit(126);
        execvp(argv[0], argv.data());
        _exit(127);
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return;
    std::string line;
    for (const auto& word : words) line += word + " ";
    throw TestFailure("The test's network could not be made: " + line + "failed.");
}

// A process that does nothing but hold a namespace, until it has been opened.
class Holder {
public:
    Holder() {
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) != 0) throw TestFailure("No pipe.");
        pid_ = fork();
        if (pid_ == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            const char answer = unshare(CLONE_NEWNET) == 0 ? 'y' : 'n';
            (void)!write(ends[1], &answer, 1);
            for (;;) pause();
        }
        char answer = 'n';
        const bool isHeld = read(ends[0], &answer, 1) == 1 && answer == 'y';
        close(ends[0]);
        close(ends[1]);
        if (!isHeld) throw TestFailure("No namespace of the network can be had.");
    }
    ~Holder() {
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }

    std::string pid() const { return std::to_string(pid_); }
    int open() const { return ::open(("/proc/" + pid() + "/ns/net").c_str(), O_RDONLY | O_CLOEXEC); }

private:
    pid_t pid_;
};

}  // namespace

Network::Network(Kind kind) : kind_(kind) {
    if (kind_ == Kind::loopback) return;
    // Its mounts are its own too: they go with it, however it ends.
    if (unshare(CLONE_NEWNET | CLONE_NEWNS) != 0 || mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
        throw TestFailure(std::string("A network of the test's own needs root: ") + std::strerror(errno) + ".");
    }
    run(kHere, {"ip", "link", "set", "lo", "up"});
    run(kHere, {"ip", "link", "add", "switch", "type", "bridge"});
    run(kHere, {"ip", "address", "add", "10.77.0.1/24", "dev", "switch"});
    run(kHere, {"ip", "link", "set", "switch", "up"});
}

Network::Host& Network::addHost() { return kind_ == Kind::isolated ? addIsolatedHost() : addLoopbackHost(); }

// All of 127.0.0.0/8 is the machine itself. Its nodes listen at ports that are fixed, so each test has a part of it.
Network::Host& Network::addLoopbackHost() {
    constexpr int kFirst = 64;
    constexpr int kParts = 128;
    const int number = getpid();
    const auto part = std::to_string(kFirst + number / 256 % kParts) + "." + std::to_string(number % 256);
    const auto address = "127." + part + "." + std::to_string(hosts_.size() + 2);
    hosts_.push_back(std::unique_ptr<Host>(new Host(address, {}, kHere)));
    return *hosts_.back();
}

Network::Host& Network::addIsolatedHost() {
    const auto number = hosts_.size() + 2;
    const auto address = "10.77.0." + std::to_string(number);
    const auto link = "link" + std::to_string(number);
    const Holder holder;
    const int network = holder.open();
    hosts_.push_back(std::unique_ptr<Host>(new Host(address, link, network)));
    run(kHere, {"ip", "link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", holder.pid()});
    run(kHere, {"ip", "link", "set", link, "master", "switch", "up"});
    run(network, {"ip", "link", "set", "lo", "up"});
    run(network, {"ip", "address", "add", address + "/24", "dev", "eth0"});
    run(network, {"ip", "link", "set", "eth0", "up"});
    return *hosts_.back();
}

Network::Host::~Host() {
    if (descriptor_ != kHere) close(descriptor_);
}

void Network::Host::cut() { run(kHere, {"ip", "link", "set", link_, "down"}); }

void Network::Host::slowDown() {
    isSlow_ = true;
    run(kHere,
        {"tc", "qdisc", "replace", "dev", link_, "root", "tbf", "rate", "1mbit", "burst", "4kb", "latency", "300ms"});
}

void Network::Host::mend() {
    run(kHere, {"ip", "link", "set", link_, "up"});
    if (isSlow_) run(kHere, {"tc", "qdisc", "del", "dev", link_, "root"});
    isSlow_ = false;
}

void Network::Host::loseWayTo(const std::string& address) {
    run(descriptor_, {"ip", "route", "replace", "blackhole", address});
}

void Network::Host::findWayTo(const std::string& address) {
    run(descriptor_, {"ip", "route", "del", "blackhole", address});
}

}  // namespace baithak::test
