// SPDX-License-Identifier: MIT
#pragma once

// Turning a server's loop from a test: until a condition holds, or for what is ready. One thread, no sleeping: the loop
// waits for events.

#include <chrono>
#include <exception>
#include <functional>
#include <optional>

#include <boost/asio/co_spawn.hpp>

#include "tests/server/support/run_task.h"

namespace baithak::test {

// False when the time is up.
inline bool runUntil(baithak::Loop& loop, const std::function<bool()>& condition,
                     std::chrono::milliseconds deadline = std::chrono::seconds(10)) {
    const auto end = std::chrono::steady_clock::now() + deadline;
    while (!condition()) {
        if (std::chrono::steady_clock::now() >= end) return false;
        loop.restart();
        // The timer keeps the loop waiting when nothing else is under way.
        baithak::LoopTimer wake(loop, end);
        wake.async_wait([](const boost::system::error_code&) {});
        loop.run_one();
    }
    return true;
}

// The same for a condition that comes true without an event of the loop: it is looked at again and again.
inline bool pollUntil(baithak::Loop& loop, const std::function<bool()>& condition,
                      std::chrono::milliseconds deadline = std::chrono::seconds(10)) {
    const auto end = std::chrono::steady_clock::now() + deadline;
    while (!condition()) {
        if (std::chrono::steady_clock::now() >= end) return false;
        loop.restart();
        baithak::LoopTimer wake(loop, std::chrono::milliseconds(5));
        wake.async_wait([](const boost::system::error_code&) {});
        loop.run_one();
    }
    return true;
}

// Handles what is ready now, and what that causes.
inline void runReady(baithak::Loop& loop) {
    loop.restart();
    while (loop.poll() > 0) loop.restart();
}

// Starts a task and comes back at once; `into` has its value when it has ended.
template <class T>
void startTask(baithak::Loop& loop, Task<T> task, std::optional<T>& into) {
    boost::asio::co_spawn(loop, keepValue(std::move(task), into), [](std::exception_ptr failure) {
        if (failure) std::rethrow_exception(failure);
    });
}

}  // namespace baithak::test
