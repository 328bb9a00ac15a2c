// SPDX-License-Identifier: MIT
#include "tests/simulation/schedule.h"

#include <algorithm>

namespace baithak::simulation {

void Schedule::at(Time when, Action action) {
    heap_.push_back({std::max(when, now_), ++lastNumber_, std::move(action)});
    std::push_heap(heap_.begin(), heap_.end(), isLater);
}

void Schedule::runUntil(Time end) {
    while (!heap_.empty() && heap_.front().when <= end) {
        std::pop_heap(heap_.begin(), heap_.end(), isLater);
        auto next = std::move(heap_.back());
        heap_.pop_back();
        now_ = next.when;
        next.action();
    }
    now_ = std::max(now_, end);
}

}  // namespace baithak::simulation
