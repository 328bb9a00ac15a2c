// SPDX-License-Identifier: MIT
#include "server/net/deadlines.h"

namespace baithak {

void Deadlines::set(Entry& entry, std::chrono::milliseconds fromNow) {
    clear(entry);
    entry.at_ = std::chrono::steady_clock::now() + fromNow;
    entries_.emplace(entry.at_, &entry);
    arm();
}

void Deadlines::clear(Entry& entry) {
    if (entry.at_ == TimePoint::max()) return;
    entries_.erase({entry.at_, &entry});
    entry.at_ = TimePoint::max();
}

// The timer is only ever moved forward: one that rings too early finds nothing and is set again, which costs less than
// moving it with every request.
void Deadlines::arm() {
    if (entries_.empty() || entries_.begin()->first >= armedFor_) return;
    armedFor_ = entries_.begin()->first;
    timer_.expires_at(armedFor_);
    timer_.async_wait([weak = std::weak_ptr(alive_)](const boost::system::error_code& failure) {
        const auto alive = weak.lock();
        if (alive && !failure) (*alive)->fire();
    });
}

void Deadlines::fire() {
    armedFor_ = TimePoint::max();
    const auto now = std::chrono::steady_clock::now();
    while (!entries_.empty() && entries_.begin()->first <= now) {
        auto& entry = *entries_.begin()->second;
        clear(entry);
        entry.onDeadline();
    }
    arm();
}

}  // namespace baithak
