// SPDX-License-Identifier: MIT
#include "server/blob/disk/byte_range.h"

#include <algorithm>
#include <charconv>

namespace baithak {
namespace {

std::optional<std::uint64_t> numberOf(std::string_view text) noexcept {
    std::uint64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace

RangeChoice chooseRange(std::string_view header, std::uint64_t fileBytes) noexcept {
    const RangeChoice all{RangeAnswer::all, {0, fileBytes}};
    const RangeChoice none{RangeAnswer::unsatisfiable, {}};
    constexpr std::string_view kUnit = "bytes=";
    if (!header.starts_with(kUnit)) return all;
    const auto spec = header.substr(kUnit.size());
    const auto dash = spec.find('-');
    if (dash == spec.npos) return all;
    const auto first = numberOf(spec.substr(0, dash));
    const auto last = numberOf(spec.substr(dash + 1));
    if (dash == 0) {  // the last so many
        if (!last) return all;
        const auto size = std::min(*last, fileBytes);
        return size == 0 ? none : RangeChoice{RangeAnswer::part, {fileBytes - size, size}};
    }
    const bool isOpen = dash + 1 == spec.size();
    if (!first || (!last && !isOpen) || (last && *last < *first)) return all;
    if (*first >= fileBytes) return none;
    const auto end = isOpen ? fileBytes : std::min(fileBytes - 1, *last) + 1;
    return {RangeAnswer::part, {*first, end - *first}};
}

}  // namespace baithak
