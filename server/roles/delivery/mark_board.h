// SPDX-License-Identifier: MIT
#pragma once

// Marks that moved and are not stored yet: gathered, so that many confirmations become one write. Pure.

#include <map>
#include <vector>

#include "server/store/records.h"

namespace baithak {

class MarkBoard {
public:
    // Notes a move; of several for the same device and conversation the furthest counts.
    void note(MarkUpdate update);
    // Everything noted since the last call.
    std::vector<MarkUpdate> takeAll();
    // What is noted for one user.
    std::vector<MarkUpdate> takeOf(const UserId& user);
    bool empty() const noexcept { return byUser_.empty(); }

private:
    struct Key {
        DeviceNumber device;
        ConversationId conversation;
        friend auto operator<=>(const Key&, const Key&) = default;
    };
    using Marks = std::map<Key, MarkUpdate>;
    std::map<UserId, Marks> byUser_;
};

}  // namespace baithak
