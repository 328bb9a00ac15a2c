// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <deque>
#include <unordered_set>
#include <utility>

namespace baithak {

// The latest of what was added, so many at most; what is older is forgotten. On one loop.
template <class T>
class RecentSet {
public:
    explicit RecentSet(std::size_t most) : most_(most) {}

    void add(T value) {
        if (!known_.insert(value).second) return;
        order_.push_back(std::move(value));
        if (order_.size() <= most_) return;
        known_.erase(order_.front());
        order_.pop_front();
    }
    bool contains(const T& value) const { return known_.contains(value); }

private:
    std::size_t most_;
    std::unordered_set<T> known_;
    std::deque<T> order_;
};

}  // namespace baithak
