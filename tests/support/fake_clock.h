// SPDX-License-Identifier: MIT
#pragma once

// A clock that stands still until the test moves it, with the timers that it gives.

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "server/runtime/clock.h"

namespace baithak::test {

// Used on one thread. Outlives its timers.
class FakeClock final : public Clock {
public:
    explicit FakeClock(Timestamp now = {1'700'000'000'000}) : now_(now) {}

    Timestamp now() const override { return now_; }
    std::chrono::steady_clock::time_point steadyNow() const override { return steady_; }
    std::unique_ptr<Timer> timer(Loop&) const override { return std::make_unique<FakeTimer>(*this); }

    // Moves both clocks and makes the calls that are due by then, in their order.
    void advance(std::chrono::milliseconds time) {
        const auto end = steady_ + time;
        for (auto* due = next(end); due != nullptr; due = next(end)) {
            setSteady(std::max(steady_, due->at));
            std::exchange(due->call, nullptr)();
        }
        setSteady(end);
    }
    // The wall clock alone is put right, or wrong.
    void step(std::chrono::milliseconds by) { now_ = now_ + by; }

private:
    class FakeTimer final : public Timer {
    public:
        explicit FakeTimer(const FakeClock& clock) : clock_(clock) { clock_.timers_.push_back(this); }
        ~FakeTimer() override { std::erase(clock_.timers_, this); }
        void start(std::chrono::milliseconds after, std::function<void()> what) override {
            at = clock_.steady_ + after;
            call = std::move(what);
        }
        void stop() override { call = nullptr; }

        std::chrono::steady_clock::time_point at;
        std::function<void()> call;

    private:
        const FakeClock& clock_;
    };

    FakeTimer* next(std::chrono::steady_clock::time_point end) const {
        FakeTimer* first = nullptr;
        for (auto* timer : timers_) {
            if (timer->call && timer->at <= end && (first == nullptr || timer->at < first->at)) first = timer;
        }
        return first;
    }
    void setSteady(std::chrono::steady_clock::time_point to) {
        now_ = now_ + std::chrono::duration_cast<std::chrono::milliseconds>(to - steady_);
        steady_ = to;
    }

    Timestamp now_;
    std::chrono::steady_clock::time_point steady_{std::chrono::hours(1)};
    mutable std::vector<FakeTimer*> timers_;
};

}  // namespace baithak::test
