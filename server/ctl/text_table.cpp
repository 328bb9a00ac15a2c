// SPDX-License-Identifier: MIT
#include "server/ctl/text_table.h"

#include <algorithm>
#include <array>
#include <ctime>

namespace baithak::ctl {
namespace {

// Code points, near enough to columns for names.
std::size_t widthOf(const std::string& text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

}  // namespace

std::string TextTable::text() const {
    auto rows = rows_;
    std::vector<std::size_t> widths(rows.front().size(), 0);
    for (auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            row[i] = row[i].empty() ? "-" : printable(std::move(row[i]));
            widths[i] = std::max(widths[i], widthOf(row[i]));
        }
    }
    std::string text;
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            text += row[i];
            if (i + 1 < row.size()) text += std::string(widths[i] - widthOf(row[i]) + 2, ' ');
        }
        text += '\n';
    }
    return text;
}

std::string printable(std::string text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
        if (byte == 0xc2 && next >= 0x80 && next < 0xa0)
            text.replace(i, 2, "?");  // of those beyond ASCII
        else if (byte < 0x20 || byte == 0x7f)
            text[i] = '?';
    }
    return text;
}

std::string timeText(Timestamp at) {
    const auto seconds = static_cast<std::time_t>(at.ms / 1000);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    const auto length = std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &parts);
    return {text.data(), length};
}

std::string durationText(std::uint64_t seconds) {
    const auto both = [](std::uint64_t large, const char* a, std::uint64_t small, const char* b) {
        return std::to_string(large) + a + " " + std::to_string(small) + b;
    };
    if (seconds >= 86'400) return both(seconds / 86'400, "d", seconds / 3600 % 24, "h");
    if (seconds >= 3600) return both(seconds / 3600, "h", seconds / 60 % 60, "m");
    if (seconds >= 60) return both(seconds / 60, "m", seconds % 60, "s");
    return std::to_string(seconds) + "s";
}

}  // namespace baithak::ctl
