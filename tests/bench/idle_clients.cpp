// SPDX-License-Identifier: MIT
#include "tests/bench/idle_clients.h"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <future>
#include <stdexcept>
#include <vector>

#include "tests/bench/load.h"
#include "tests/bench/pairs.h"

namespace baithak::bench {

namespace {

constexpr std::size_t kAtOnce = 64;  // connections that wait for their upgrade
constexpr std::size_t kSignIns = 8;
constexpr auto kVersion = WireVersion::v3_0;

// What happens in the process.
class Crowd {
public:
    explicit Crowd(IdlePlan plan) : plan_(std::move(plan)) {}

    void does(IdleClients::Step step) {
        if (step == IdleClients::Step::signIn) signIn();
        if (step == IdleClients::Step::connect) connect();
    }

    // A closed connection throws here.
    void turn() { poller_.turn(Clock::now() + std::chrono::milliseconds(50)); }

private:
    // Several at once, as each waits for a commit.
    void signIn() {
        accounts_.resize(plan_.connections);
        std::vector<std::future<void>> parts;
        for (std::size_t part = 0; part < kSignIns; ++part)
            parts.push_back(std::async(std::launch::async, [this, part] { signInPart(part); }));
        for (auto& part : parts) part.get();
    }

    void signInPart(std::size_t part) {
        test::Loop loop;
        test::RestClient rest(loop, plan_.signInPort);
        for (std::size_t i = part; i < accounts_.size(); i += kSignIns)
            accounts_[i] = rest.login(plan_.prefix + std::to_string(i), "any token", "bench");
    }

    void connect() {
        for (std::size_t i = 0; i < accounts_.size(); ++i) {
            load_.addWire(plan_.gateway, pathFor(kVersion), headersOf(accounts_[i]));
            if (i % kAtOnce == kAtOnce - 1) load_.waitOpen();
        }
        load_.waitOpen();
    }

    IdlePlan plan_;
    std::vector<test::Account> accounts_;
    Poller poller_;
    Load load_{poller_, {}};
};

bool isAsked(int link) {
    pollfd wanted{link, POLLIN, 0};
    return poll(&wanted, 1, 0) > 0;
}

[[noreturn]] void serve(const IdlePlan& plan, int link) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    try {
        Crowd crowd(plan);
        for (char step = 0;;) {
            crowd.turn();
            if (!isAsked(link)) continue;
            if (::read(link, &step, 1) != 1) _exit(0);
            crowd.does(static_cast<IdleClients::Step>(step));
            if (::write(link, &step, 1) != 1) _exit(0);
        }
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "idle clients %s: %s\n", plan.prefix.c_str(), failure.what());
    }
    _exit(1);
}

}  // namespace

IdleClients::IdleClients(IdlePlan plan) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) throw std::runtime_error("No socket pair.");
    pid_ = fork();
    if (pid_ < 0) throw std::runtime_error("No new process.");
    if (pid_ == 0) {
        ::close(ends[0]);
        serve(plan, ends[1]);
    }
    ::close(ends[1]);
    link_ = ends[0];
}

IdleClients::~IdleClients() {
    ::close(link_);
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
}

void IdleClients::begin(Step step) {
    const char word = static_cast<char>(step);
    if (::send(link_, &word, 1, MSG_NOSIGNAL) != 1) throw std::runtime_error("A process of idle clients has ended.");
}

void IdleClients::awaitEnd() {
    char answer = 0;
    if (::read(link_, &answer, 1) != 1) throw std::runtime_error("A process of idle clients has ended.");
}

}  // namespace baithak::bench
