// SPDX-License-Identifier: MIT
#pragma once

// What a push carries: the message as its device would have received it, in the form that it signed in with. Pure.

#include <string>

#include "server/store/records.h"

namespace baithak {

enum class PushContent : std::uint8_t {
    full,
    none  // ids and conversation alone: no text passes through the push service
};

// v2.1 text, or base64 of v3 for a device of version 3 and above. A message that would be longer than `maxBytes` goes
// without its content, whatever was wanted; empty when even that is too long.
std::string pushText(const LogEntry& entry, const ConversationId& conversation, WireVersion device, PushContent content,
                     std::size_t maxBytes);

}  // namespace baithak
