// SPDX-License-Identifier: MIT
#pragma once

// Which offsets of a partition are handled: they may end in any order, and Kafka is told how far all of them have.
// Pure.

#include <cstddef>
#include <cstdint>
#include <map>

namespace baithak {

class OffsetLine {
public:
    // `next`: the first that is to be handled.
    explicit OffsetLine(std::int64_t next = 0) : committed_(next), end_(next) {}

    // It was read, of so many bytes; offsets come in order, some may be missing.
    void begin(std::int64_t offset, std::size_t bytes = 0) {
        if (open_.emplace(offset, bytes).second) bytes_ += bytes;
        end_ = offset + 1;
    }
    void finish(std::int64_t offset) {
        const auto found = open_.find(offset);
        if (found == open_.end()) return;
        bytes_ -= found->second;
        open_.erase(found);
    }

    // All before it is handled.
    std::int64_t handledTo() const noexcept { return open_.empty() ? end_ : open_.begin()->first; }
    bool hasNews() const noexcept { return handledTo() > committed_; }
    void committed(std::int64_t to) noexcept { committed_ = to; }
    std::size_t inHand() const noexcept { return open_.size(); }
    std::size_t bytesInHand() const noexcept { return bytes_; }

private:
    std::int64_t committed_;
    std::int64_t end_;
    std::map<std::int64_t, std::size_t> open_;  // with their bytes
    std::size_t bytes_ = 0;
};

}  // namespace baithak
