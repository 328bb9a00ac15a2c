// SPDX-License-Identifier: MIT
#include "server/host/drain_watch.h"

namespace baithak {

DrainWatch::~DrainWatch() {
    {
        const std::lock_guard lock(mutex_);
        isOver_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void DrainWatch::start(std::chrono::milliseconds atMost) {
    const auto until = std::chrono::steady_clock::now() + atMost;
    thread_ = std::thread([this, until] { watch(until); });
}

void DrainWatch::enter(std::string step) {
    const std::lock_guard lock(mutex_);
    step_ = std::move(step);
}

void DrainWatch::watch(std::chrono::steady_clock::time_point until) {
    std::unique_lock lock(mutex_);
    if (changed_.wait_until(lock, until, [this] { return isOver_; })) return;
    const auto step = step_;
    lock.unlock();
    giveUp_(step);
}

}  // namespace baithak
