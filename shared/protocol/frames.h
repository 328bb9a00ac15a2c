// SPDX-License-Identifier: MIT
#pragma once

// The frames that the server and clients make themselves: acknowledgements, errors, receipts, typing
// (docs/protocol.md, A3, B2, B4). Each is an ordinary Message, to be encoded for its reader.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/error.h"
#include "shared/model/message.h"

namespace baithak {

// What the server answers to an accepted message: the same id, ephemeral, from `server`, to its sender. `conversation`
// may be empty (ephemeral messages have no log).
Message makeServerAck(const Message& accepted, std::string_view conversation, std::uint64_t seq);

// What a receiver answers to a message: CLIENT_ACK to `server` with the id and, when known, conv and seq.
Message makeClientAck(const MessageId& id, std::string_view conversation = {}, std::uint64_t seq = 0);

// A refusal on the socket: NOTIFICATION from `server`, ephemeral, action `error`, body {code, reason, id}.
Message makeErrorNotice(const UserId& to, const Error& error, std::string_view refusedId);

struct Receipt {
    std::string conversation;
    UserId user;
    std::uint64_t delivered = 0;
    std::uint64_t read = 0;
};
// A moved mark told live: NOTIFICATION from `server`, ephemeral, action `receipt`, body {conv, user, delivered, read}.
Message makeReceiptNotice(const UserId& to, const Receipt& receipt);
Message makeTyping(const UserId& to, bool typing);

// The readers of the same; nothing when the message is not one, or its body is not as said.
std::optional<Receipt> readReceipt(const Message& message);
struct ErrorNotice {
    Error error;
    std::string refusedId;
};
std::optional<ErrorNotice> readErrorNotice(const Message& message);
struct StateNotice {
    std::vector<std::string> ids;
    bool isRead = false;  // READ, else DELIVERED
};
// The older kind of confirmation: NOTIFICATION, action `state`, body {ids, state}.
std::optional<StateNotice> readStateNotice(const Message& message);
std::optional<bool> readTyping(const Message& message);

// The place in its log that the server wrote into meta; nothing for an ephemeral message.
struct LogPosition {
    std::string conversation;
    std::uint64_t seq = 0;
};
std::optional<LogPosition> logPosition(const Message& message);

}  // namespace baithak
