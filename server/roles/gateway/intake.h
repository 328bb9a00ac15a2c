// SPDX-License-Identifier: MIT
#pragma once

// What every message passes on its way in, by socket or by POST: the server's id and time are given, the limits are
// checked, and the conversation is named. Pure but for the id generator.

#include "shared/base/result.h"
#include "shared/base/ulid.h"
#include "shared/model/conversation.h"

namespace baithak {

enum class IntakeKind : std::uint8_t {
    message,       // goes on to the router
    confirmation,  // CLIENT_ACK: for the connection itself
    nothing        // addressed to `server`: never answered with an error
};

struct Taken {
    IntakeKind kind = IntakeKind::nothing;
    Message message;
    ConversationId conversation;  // of a message
};

// The decoded message, admitted. An Error refuses it.
Result<Taken> takeIn(Message message, UlidGenerator& ids, Timestamp now);

}  // namespace baithak
