// SPDX-License-Identifier: MIT
#pragma once

// Sees to it that a drain ends: what is still being done when its time is over is given up, whatever holds it (a role
// that waits for ever, a loop that is blocked, a library that does not close). It looks from a thread of its own. What
// was acknowledged is durable by then, as after a SIGKILL.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace baithak {

class DrainWatch {
public:
    // `giveUp`: called once, on the watch's thread, with what was being done.
    explicit DrainWatch(std::function<void(const std::string& step)> giveUp) : giveUp_(std::move(giveUp)) {}
    // Ends the watch: nothing is given up from here on.
    ~DrainWatch();
    DrainWatch(const DrainWatch&) = delete;
    DrainWatch& operator=(const DrainWatch&) = delete;

    // Once: the drain began, and may take so long.
    void start(std::chrono::milliseconds atMost);
    // What is done from now on: `role delivery`. From any thread.
    void enter(std::string step);

private:
    void watch(std::chrono::steady_clock::time_point until);

    const std::function<void(const std::string& step)> giveUp_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::string step_;
    bool isOver_ = false;
    std::thread thread_;
};

}  // namespace baithak
