// SPDX-License-Identifier: MIT
#pragma once

// A set of sequence numbers, kept as ranges: a conversation in which one only writes costs one entry, however long.
// Used by the inbox. A plain value.

#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace baithak {

class SeqRanges {
public:
    // Half open: `first` is in, `end` is not.
    struct Range {
        std::uint64_t first = 0;
        std::uint64_t end = 0;

        friend bool operator==(const Range&, const Range&) = default;
    };

    void add(Range range);
    void remove(std::uint64_t seq);
    // Forgets everything below `end`.
    void dropBelow(std::uint64_t end);

    bool contains(std::uint64_t seq) const noexcept;
    bool empty() const noexcept { return ends_.empty(); }
    std::size_t ranges() const noexcept { return ends_.size(); }
    // The parts of `range` that are not in the set, in order.
    std::vector<Range> missingIn(Range range) const;

private:
    std::map<std::uint64_t, std::uint64_t> ends_;  // first → end; neither touching nor overlapping
};

}  // namespace baithak
