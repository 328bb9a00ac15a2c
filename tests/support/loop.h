// SPDX-License-Identifier: MIT
#pragma once

// The event loop of a test and its clock. Everything that talks to a server in tests lives on one loop and one thread:
// waiting for a condition turns the loop, so that all clients go on while one is waited for. Nothing here sleeps.

#include <chrono>
#include <functional>
#include <memory>

#include "shared/base/timestamp.h"

namespace boost::asio {
class io_context;
}

namespace baithak::test {

class Loop {
public:
    Loop();
    ~Loop();

    // Turns the loop until the condition holds, which is looked at after each event. False when the time is up.
    bool until(const std::function<bool()>& condition, std::chrono::milliseconds deadline = std::chrono::seconds(10));
    // Turns the loop for that time: to see that nothing happens, or to let time pass.
    void turnFor(std::chrono::milliseconds time);

    Timestamp now() const;
    boost::asio::io_context& context() noexcept { return *context_; }

private:
    std::unique_ptr<boost::asio::io_context> context_;
};

// Calls back once when its time has come; setting it again forgets the earlier call. Must not outlive the loop.
class LoopTimer {
public:
    explicit LoopTimer(Loop& loop);
    ~LoopTimer();

    void set(Timestamp due, std::function<void()> call);
    void cancel();

private:
    struct Timer;
    Loop& loop_;
    std::shared_ptr<Timer> timer_;
};

}  // namespace baithak::test
