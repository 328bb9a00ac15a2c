// SPDX-License-Identifier: MIT
#pragma once

// What every engine of the store decides about marks and summaries. Pure.

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "server/store/records.h"

namespace baithak {

// How far a participant's marks are.
struct Marks {
    std::uint64_t delivered = 0;
    std::uint64_t read = 0;
    std::optional<std::uint64_t> leftAt;  // the last seq of one who has left
};
struct MarkMove {
    std::uint64_t confirmed = 0;  // where the device's cursor goes, if it is not there or beyond
    bool hasMoved = false;        // the marks did
};
// Moves the marks as far as the update goes. What a client claims beyond the last seq that its user may see counts as
// that seq.
inline MarkMove moveMarks(Marks& marks, const MarkUpdate& update, std::uint64_t head) {
    const auto last = marks.leftAt.value_or(head);
    const auto confirmed = std::min(update.delivered, last);
    const auto read = std::max(marks.read, std::min(update.read, last));
    const auto delivered = std::max({marks.delivered, confirmed, read});  // what was read was delivered
    const bool hasMoved = read != marks.read || delivered != marks.delivered;
    marks.read = read;
    marks.delivered = delivered;
    return {confirmed, hasMoved};
}

inline constexpr std::size_t kMembersWithMarks = 512;  // docs/protocol.md, B2

// Whether a space-separated list, as meta `mentions` is, has that name.
inline bool listNames(std::string_view list, std::string_view name) {
    while (!list.empty()) {
        const auto end = std::min(list.find(' '), list.size());
        if (list.substr(0, end) == name) return true;
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return false;
}

// The title of a direct conversation: the other one's name.
inline std::string otherPeer(const ConversationId& conversation, const UserId& user) {
    const auto peers = directPeers(conversation.view());
    if (!peers) return {};
    return peers->first == user ? peers->second.value : peers->first.value;
}

}  // namespace baithak
