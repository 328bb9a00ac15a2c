// SPDX-License-Identifier: MIT
#pragma once

// Jobs in order by key, several keys at a time: one lane a key, of which one job runs at once, and so many lanes in
// all. A job that has to wait before it can go on holds up its own lane and no other: it gives its place back until its
// time has come. Lives on one loop; must outlive its jobs.

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "server/runtime/clock.h"
#include "server/runtime/gate.h"

namespace baithak {

template <class Key, class Job>
class Lanes {
public:
    // How a job ended: nothing when it is done; else it is run again after that time, and still first of its lane.
    using Again = std::optional<std::chrono::milliseconds>;
    // The job is the lane's own and stays where it is while it runs.
    using Work = std::function<Task<Again>(Job& job)>;
    using Changed = std::function<void()>;

    // `name` is that of the tasks: `"notification.push"`. `changed` is called when a job has come, gone or paused.
    Lanes(
        Gate& gate, const Clock& clock, std::string_view name, std::size_t atOnce, Work work, Changed changed = [] {})
        : gate_(gate),
          clock_(clock),
          name_(name),
          atOnce_(atOnce),
          work_(std::move(work)),
          changed_(std::move(changed)),
          timer_(clock.timer(gate.loop())) {}

    void add(const Key& key, Job job) {
        auto& lane = lanes_[key];
        lane.jobs.push_back(std::move(job));
        ++waiting_;
        if (lane.jobs.size() == 1) ready_.push_back(key);
        changed_();
        startAnother();
    }

    // Nobody pauses any longer: those that do go on at once.
    void hasten() { wake(SteadyTime::max()); }

    // Forgets all that do not run just now; answers how many.
    std::size_t drop() {
        const auto before = waiting_;
        ready_.clear();
        paused_.clear();
        timer_->stop();
        waiting_ = 0;
        for (auto lane = lanes_.begin(); lane != lanes_.end();) {
            auto& [isRunning, jobs] = lane->second;
            while (jobs.size() > (isRunning ? 1U : 0U)) jobs.pop_back();
            waiting_ += jobs.size();
            lane = isRunning ? std::next(lane) : lanes_.erase(lane);
        }
        changed_();
        tellIdle();
        return before - waiting_;
    }

    std::size_t waiting() const noexcept { return waiting_; }  // those that run or pause included
    std::size_t paused() const noexcept { return paused_.size(); }
    std::size_t waitingFor(const Key& key) const {
        const auto lane = lanes_.find(key);
        return lane == lanes_.end() ? 0 : lane->second.jobs.size();
    }

    // Resolves when there is nothing left. One caller at a time, and before the gate closes.
    Task<> idle() {
        while (running_ > 0 || waiting_ > 0) {
            LoopTimer timer(gate_.loop(), LoopTimer::time_point::max());
            idleTimer_ = &timer;
            co_await timer.async_wait(asTuple);
            idleTimer_ = nullptr;
        }
    }

private:
    using SteadyTime = std::chrono::steady_clock::time_point;

    struct Lane {
        bool isRunning = false;
        std::deque<Job> jobs;
    };

    void startAnother() {
        if (running_ >= atOnce_ || ready_.empty() || gate_.isClosed()) return;
        ++running_;
        gate_.spawn(name_, run());
    }

    Task<> run() {
        while (!ready_.empty()) {
            const Key key = ready_.front();
            ready_.pop_front();
            auto& lane = lanes_.at(key);  // stays in its place until it is empty, whatever comes and goes beside it
            lane.isRunning = true;
            const auto again = co_await guarded(lane.jobs.front());
            lane.isRunning = false;
            if (again)
                pause(key, *again);
            else
                finishFirst(key, lane);
            changed_();
        }
        --running_;
        tellIdle();
    }

    void finishFirst(const Key& key, Lane& lane) {
        lane.jobs.pop_front();
        --waiting_;
        if (lane.jobs.empty())
            lanes_.erase(key);
        else
            ready_.push_back(key);
    }

    void pause(const Key& key, std::chrono::milliseconds time) {
        paused_.emplace(clock_.steadyNow() + time, key);
        setTimer();
    }

    void setTimer() {
        if (paused_.empty()) return timer_->stop();
        // Rounded up: a timer that rings too early would ring again at once.
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(paused_.begin()->first - clock_.steadyNow());
        timer_->start(std::max(left, std::chrono::milliseconds(0)), [this] { wake(clock_.steadyNow()); });
    }

    void wake(SteadyTime now) {
        while (!paused_.empty() && paused_.begin()->first <= now) {
            ready_.push_back(std::move(paused_.begin()->second));
            paused_.erase(paused_.begin());
            startAnother();
        }
        setTimer();
        changed_();
    }

    void tellIdle() {
        if (running_ == 0 && waiting_ == 0 && idleTimer_ != nullptr) idleTimer_->cancel();
    }

    // A job that throws is a bug of its own: it is done, the lane goes on, and the gate's log has it.
    Task<Again> guarded(Job& job) {
        std::exception_ptr failure;
        Again again;
        try {
            again = co_await work_(job);
        } catch (...) {
            failure = std::current_exception();
        }
        if (failure) gate_.spawn(name_, rethrow(failure));
        co_return again;
    }

    static Task<> rethrow(std::exception_ptr failure) {
        std::rethrow_exception(failure);
        co_return;
    }

    Gate& gate_;
    const Clock& clock_;
    std::string_view name_;
    std::size_t atOnce_;
    Work work_;
    Changed changed_;
    std::unordered_map<Key, Lane> lanes_;
    std::deque<Key> ready_;  // lanes with jobs, of which none runs or pauses
    std::multimap<SteadyTime, Key> paused_;
    std::unique_ptr<Timer> timer_;
    std::size_t waiting_ = 0;
    std::size_t running_ = 0;
    LoopTimer* idleTimer_ = nullptr;
};

}  // namespace baithak
