// SPDX-License-Identifier: MIT
#pragma once

// Who is to be woken for what. Pure.

#include <vector>

#include "server/presence/presence.h"

namespace baithak {

// What a person would want to be woken for: a message, kept in a log. Nothing ephemeral, no receipts, no notices.
bool isWorthAPush(const Message& message);

// Older clients must send something as their notification token; what they send when there is none is no token.
bool isPushToken(std::string_view token);

// The devices that are to be told of an entry: with a token, not connected now, not the sender's own. Of several that
// show the same token, which is one phone that signed in anew, the newest.
std::vector<Device> devicesToWake(const std::vector<Device>& devices, const Sessions& sessions, DeviceNumber origin);

// Whether the device lacks the entry, by the conversations in which it is behind, and its user has not muted that one.
bool wants(const std::vector<StreamHead>& behind, const ConversationId& conversation, std::uint64_t seq);

}  // namespace baithak
