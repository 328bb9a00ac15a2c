// SPDX-License-Identifier: MIT
#include "shared/base/ulid.h"

namespace baithak {
namespace {

constexpr std::string_view kDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kTimeDigits = 10;
constexpr std::size_t kLength = 26;
constexpr std::uint64_t kTimeMask = (std::uint64_t{1} << 48U) - 1;

void appendTime(std::string& text, std::uint64_t ms) {
    for (std::size_t digit = kTimeDigits; digit-- > 0;) text.push_back(kDigits[ms >> 5U * digit & 31U]);
}

// Ten bytes are two groups of five, and five bytes are eight digits.
void appendTail(std::string& text, const std::array<std::uint8_t, 10>& tail) {
    for (std::size_t group = 0; group < tail.size(); group += 5) {
        std::uint64_t bits = 0;
        for (std::size_t i = group; i < group + 5; ++i) bits = bits << 8U | tail[i];
        for (std::size_t digit = 8; digit-- > 0;) text.push_back(kDigits[bits >> 5U * digit & 31U]);
    }
}

}  // namespace

std::string UlidGenerator::next(Timestamp now) {
    const std::uint64_t ms = now.ms & kTimeMask;
    if (!hasLast_ || ms > lastMs_) {
        lastMs_ = ms;
        hasLast_ = true;
        random_(tail_);
        // The top bit stays free, so that there is room to count up within this millisecond.
        tail_[0] &= 0x7fU;
    } else if (!increment()) {
        lastMs_ = (lastMs_ + 1) & kTimeMask;
        random_(tail_);
    }
    std::string text;
    text.reserve(kLength);
    appendTime(text, lastMs_);
    appendTail(text, tail_);
    return text;
}

bool UlidGenerator::increment() noexcept {
    for (std::size_t i = tail_.size(); i-- > 0;) {
        if (++tail_[i] != 0) return true;
    }
    return false;
}

std::optional<Timestamp> ulidTime(std::string_view ulid) noexcept {
    if (ulid.size() != kLength || ulid.front() > '7') return std::nullopt;
    std::uint64_t ms = 0;
    for (std::size_t i = 0; i < kLength; ++i) {
        const auto value = kDigits.find(ulid[i]);
        if (value == std::string_view::npos) return std::nullopt;
        if (i < kTimeDigits) ms = ms << 5U | value;
    }
    return Timestamp{ms};
}

}  // namespace baithak
