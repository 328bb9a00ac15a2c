// SPDX-License-Identifier: MIT
#pragma once

// Which offsets of a partition are handled: they may end in any order, and Kafka is told how far all of them have.
// Pure.

#include <cstdint>
#include <set>

namespace baithak {

class OffsetLine {
public:
    // `next`: the first that is to be handled.
    explicit OffsetLine(std::int64_t next = 0) : committed_(next), end_(next) {}

    // It was read; offsets come in order, some may be missing.
    void begin(std::int64_t offset) {
        open_.insert(offset);
        end_ = offset + 1;
    }
    void finish(std::int64_t offset) { open_.erase(offset); }

    // All before it is handled.
    std::int64_t handledTo() const noexcept { return open_.empty() ? end_ : *open_.begin(); }
    bool hasNews() const noexcept { return handledTo() > committed_; }
    void committed(std::int64_t to) noexcept { committed_ = to; }
    std::size_t inHand() const noexcept { return open_.size(); }

private:
    std::int64_t committed_;
    std::int64_t end_;
    std::set<std::int64_t> open_;
};

}  // namespace baithak
