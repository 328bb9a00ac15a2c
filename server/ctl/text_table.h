// SPDX-License-Identifier: MIT
#pragma once

// A table for a terminal: a heading, and rows whose columns are aligned. Characters that a terminal would obey are
// replaced: names come from clients. Pure.

#include <string>
#include <vector>

#include "shared/base/timestamp.h"

namespace baithak::ctl {

class TextTable {
public:
    explicit TextTable(std::vector<std::string> heading) : rows_{std::move(heading)} {}

    // As many cells as the heading has; an empty cell shows as `-`.
    void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
    bool empty() const noexcept { return rows_.size() == 1; }
    std::string text() const;

private:
    std::vector<std::vector<std::string>> rows_;
};

// Without control characters.
std::string printable(std::string text);
// `2026-01-31 12:00:00`, UTC.
std::string timeText(Timestamp at);
// `3d 4h`, `2h 5m`, `1m 2s`, `9s`.
std::string durationText(std::uint64_t seconds);

}  // namespace baithak::ctl
