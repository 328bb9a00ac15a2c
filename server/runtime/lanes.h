// SPDX-License-Identifier: MIT
#pragma once

// Jobs in order by key, several keys at a time: one lane a key, of which one job runs at once, and so many lanes in
// all. Lives on one loop; must outlive its jobs.

#include <deque>
#include <functional>
#include <string_view>
#include <unordered_map>

#include "server/runtime/gate.h"

namespace baithak {

template <class Key, class Job>
class Lanes {
public:
    using Work = std::function<Task<>(Job job)>;
    using Changed = std::function<void()>;

    // `name` is that of the tasks: `"notification.push"`. `changed` is called when a job has come or gone.
    Lanes(
        Gate& gate, std::string_view name, std::size_t atOnce, Work work, Changed changed = [] {})
        : gate_(gate), name_(name), atOnce_(atOnce), work_(std::move(work)), changed_(std::move(changed)) {}

    void add(const Key& key, Job job) {
        auto& lane = lanes_[key];
        lane.push_back(std::move(job));
        ++waiting_;
        if (lane.size() == 1) ready_.push_back(key);
        changed_();
        startAnother();
    }

    std::size_t waiting() const noexcept { return waiting_; }  // those that run included
    std::size_t waitingFor(const Key& key) const {
        const auto lane = lanes_.find(key);
        return lane == lanes_.end() ? 0 : lane->second.size();
    }

    // Resolves when there is nothing left. One caller at a time.
    Task<> idle() {
        while (running_ > 0) {
            LoopTimer timer(gate_.loop(), LoopTimer::time_point::max());
            idleTimer_ = &timer;
            co_await timer.async_wait(asTuple);
            idleTimer_ = nullptr;
        }
    }

private:
    void startAnother() {
        if (running_ >= atOnce_ || ready_.empty() || gate_.isClosed()) return;
        ++running_;
        gate_.spawn(name_, run());
    }

    Task<> run() {
        while (!ready_.empty()) {
            const Key key = ready_.front();
            ready_.pop_front();
            auto job = std::move(lanes_[key].front());
            co_await guarded(std::move(job));
            auto lane = lanes_.find(key);
            lane->second.pop_front();
            --waiting_;
            if (lane->second.empty())
                lanes_.erase(lane);
            else
                ready_.push_back(key);
            changed_();
        }
        if (--running_ == 0 && idleTimer_ != nullptr) idleTimer_->cancel();
    }

    // A job that throws is a bug of its own: the lane goes on, and the gate's log has it.
    Task<> guarded(Job job) {
        std::exception_ptr failure;
        try {
            co_await work_(std::move(job));
        } catch (...) {
            failure = std::current_exception();
        }
        if (failure) gate_.spawn(name_, rethrow(failure));
    }

    static Task<> rethrow(std::exception_ptr failure) {
        std::rethrow_exception(failure);
        co_return;
    }

    Gate& gate_;
    std::string_view name_;
    std::size_t atOnce_;
    Work work_;
    Changed changed_;
    std::unordered_map<Key, std::deque<Job>> lanes_;
    std::deque<Key> ready_;  // those with jobs, of which none runs
    std::size_t waiting_ = 0;
    std::size_t running_ = 0;
    LoopTimer* idleTimer_ = nullptr;
};

}  // namespace baithak
