// SPDX-License-Identifier: MIT
#pragma once

// Which log a message belongs to (docs/protocol.md, B2). Pure functions on names.

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "shared/base/ids.h"
#include "shared/model/message.h"

namespace baithak {

enum class ConversationKind : std::uint8_t { direct = 1, system = 2, group = 3, channel = 4, bot = 5 };

ConversationId directConversation(const UserId& a, const UserId& b);  // `dm:<a>:<b>`, names sorted
ConversationId systemConversation(const UserId& user);                // `sys:<user>`
ConversationId groupConversation(const GroupId& group);               // `grp:<id>`

// `bot:<bot>:<user>`, whichever of the two speaks.
ConversationId botConversation(const UserId& bot, const UserId& user);

// The log for a message that is not an acknowledgement. On channel BOT the destination is taken for the bot: names
// alone don't tell a bot's own words, so whoever knows that the source is a bot asks botConversation instead. A
// notification to a group id on channel INDIVIDUAL is a membership notice and belongs to the group.
ConversationId conversationOf(const Message& message);

// Nothing for a text that names no conversation.
std::optional<ConversationKind> kindOf(std::string_view conversation) noexcept;

// The two of a direct conversation, sorted (the same name twice for the one with oneself); nothing for other kinds.
std::optional<std::pair<UserId, UserId>> directPeers(std::string_view conversation);

// What follows the first colon: the group id of `grp:<id>`, the user of `sys:<user>`.
std::string_view subjectOf(std::string_view conversation) noexcept;

// Whether a name has the form of the ids that the server gives to groups: a UUID, 8-4-4-4-12 lower-case hex digits.
// Usernames of that form are refused, so the form alone tells a group from a user.
bool isGroupIdForm(std::string_view name) noexcept;

}  // namespace baithak
