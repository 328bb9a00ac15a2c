// SPDX-License-Identifier: MIT
#pragma once

// Strong ids: names of different kinds of thing can't be mixed up. An id is a value; comparing and hashing go by its
// text, compared exactly. What a valid text is, shared/protocol/validate.h says.

#include <compare>
#include <functional>
#include <string>
#include <string_view>

namespace baithak {

template <class Tag>
struct Id {
    std::string value;

    Id() = default;
    explicit Id(std::string text) : value(std::move(text)) {}
    explicit Id(std::string_view text) : value(text) {}
    explicit Id(const char* text) : value(text) {}

    bool empty() const noexcept { return value.empty(); }
    std::string_view view() const noexcept { return value; }

    friend bool operator==(const Id&, const Id&) = default;
    friend std::strong_ordering operator<=>(const Id& a, const Id& b) noexcept { return a.value <=> b.value; }
};

using UserId = Id<struct UserTag>;                  // a username
using DeviceId = Id<struct DeviceTag>;              // chosen by the client, unique for its user
using GroupId = Id<struct GroupTag>;                // a UUID in lower case
using MessageId = Id<struct MessageTag>;            // chosen by the sender
using ConversationId = Id<struct ConversationTag>;  // `dm:a:b`, `grp:<id>`, … (shared/model/conversation.h)
using GatewayId = Id<struct GatewayTag>;            // one gateway instance, for as long as it runs
using ConnectionId = Id<struct ConnectionTag>;      // one connection; sortable by the time it was opened

}  // namespace baithak

template <class Tag>
struct std::hash<baithak::Id<Tag>> {
    std::size_t operator()(const baithak::Id<Tag>& id) const noexcept {
        return std::hash<std::string_view>{}(id.value);
    }
};
