// SPDX-License-Identifier: MIT
#include "tests/support/loop.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace baithak::test {

namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

Loop::Loop() : context_(std::make_unique<boost::asio::io_context>(1)) {}
Loop::~Loop() = default;

bool Loop::until(const std::function<bool()>& condition, std::chrono::milliseconds deadline) {
    const auto end = Clock::now() + deadline;
    while (!condition()) {
        if (Clock::now() >= end) return false;
        // Waits though nothing may be under way.
        const auto work = boost::asio::make_work_guard(*context_);
        context_->restart();
        context_->run_one_until(end);
    }
    return true;
}

void Loop::turnFor(std::chrono::milliseconds time) {
    until([] { return false; }, time);
}

Timestamp Loop::now() const {
    // Far from 0, which stands for "no time".
    constexpr std::uint64_t kStart = 1'000'000'000;
    static const auto start = Clock::now();
    const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
    return {kStart + static_cast<std::uint64_t>(since.count())};
}

struct LoopTimer::Timer {
    explicit Timer(boost::asio::io_context& context) : timer(context) {}
    boost::asio::steady_timer timer;
    std::uint64_t round = 0;  // of the latest set or cancel: a call of an earlier one is void
};

LoopTimer::LoopTimer(Loop& loop) : loop_(loop), timer_(std::make_shared<Timer>(loop.context())) {}
LoopTimer::~LoopTimer() = default;

void LoopTimer::set(Timestamp due, std::function<void()> call) {
    const Timestamp now = loop_.now();
    timer_->timer.expires_after(due > now ? due - now : std::chrono::milliseconds(0));
    const std::uint64_t round = ++timer_->round;
    timer_->timer.async_wait(
        [held = std::weak_ptr<Timer>(timer_), round, call = std::move(call)](const boost::system::error_code& error) {
            const auto timer = held.lock();
            if (!error && timer && timer->round == round) call();
        });
}

void LoopTimer::cancel() {
    ++timer_->round;
    timer_->timer.cancel();
}

}  // namespace baithak::test
