// SPDX-License-Identifier: MIT
#pragma once

// Deadlines of many connections on one timer, which runs only while a deadline is set: an idle server sleeps. Lives on
// one loop and is used on its thread.

#include <chrono>
#include <cstdint>
#include <memory>
#include <set>
#include <utility>

#include "server/runtime/task.h"

namespace baithak {

// What so many bytes may take, beyond what a request may take anyway: a peer that is slower is given up.
constexpr std::chrono::milliseconds transferTime(std::uint64_t bytes) {
    constexpr std::uint64_t kSlowestBytesPerMs = 16;
    return std::chrono::milliseconds(bytes / kSlowestBytesPerMs);
}

class Deadlines {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    // What has at most one deadline at a time. Clears it before it goes.
    class Entry {
    public:
        // The deadline has passed; it is not set any more.
        virtual void onDeadline() = 0;

    protected:
        virtual ~Entry() = default;

    private:
        friend class Deadlines;
        TimePoint at_ = TimePoint::max();  // max: none
    };

    explicit Deadlines(Loop& loop) : timer_(loop) {}

    void set(Entry& entry, std::chrono::milliseconds fromNow);
    void clear(Entry& entry);

private:
    void arm();
    void fire();

    LoopTimer timer_;
    TimePoint armedFor_ = TimePoint::max();
    std::set<std::pair<TimePoint, Entry*>> entries_;
    std::shared_ptr<Deadlines*> alive_ = std::make_shared<Deadlines*>(this);
};

}  // namespace baithak
