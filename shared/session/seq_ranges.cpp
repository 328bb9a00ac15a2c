// SPDX-License-Identifier: MIT
#include "shared/session/seq_ranges.h"

#include <algorithm>
#include <iterator>

namespace baithak {

void SeqRanges::add(Range range) {
    if (range.first >= range.end) return;
    auto at = ends_.upper_bound(range.first);
    if (at != ends_.begin() && std::prev(at)->second >= range.first) --at;
    while (at != ends_.end() && at->first <= range.end) {
        range.first = std::min(range.first, at->first);
        range.end = std::max(range.end, at->second);
        at = ends_.erase(at);
    }
    ends_.emplace(range.first, range.end);
}

void SeqRanges::remove(std::uint64_t seq) {
    auto at = ends_.upper_bound(seq);
    if (at == ends_.begin()) return;
    --at;
    const auto [first, end] = *at;
    if (seq >= end) return;
    ends_.erase(at);
    if (first < seq) ends_.emplace(first, seq);
    if (seq + 1 < end) ends_.emplace(seq + 1, end);
}

void SeqRanges::dropBelow(std::uint64_t end) {
    while (!ends_.empty() && ends_.begin()->first < end) {
        const std::uint64_t rest = ends_.begin()->second;
        ends_.erase(ends_.begin());
        if (rest > end) ends_.emplace(end, rest);
    }
}

bool SeqRanges::contains(std::uint64_t seq) const noexcept {
    auto at = ends_.upper_bound(seq);
    return at != ends_.begin() && seq < std::prev(at)->second;
}

std::vector<SeqRanges::Range> SeqRanges::missingIn(Range range) const {
    std::vector<Range> holes;
    std::uint64_t from = range.first;
    auto at = ends_.upper_bound(from);
    if (at != ends_.begin()) from = std::max(from, std::prev(at)->second);
    for (; at != ends_.end() && at->first < range.end; ++at) {
        if (from < at->first) holes.push_back({from, at->first});
        from = at->second;
    }
    if (from < range.end) holes.push_back({from, range.end});
    return holes;
}

}  // namespace baithak
