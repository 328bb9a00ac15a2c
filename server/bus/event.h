// SPDX-License-Identifier: MIT
#pragma once

// What roles say to each other: one struct an event, named by its topic (topics.h). Events are immutable and shared, so
// that a bus within the process passes them on untouched; one that crosses processes encodes them.

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "server/store/records.h"

namespace baithak {

using UserList = std::shared_ptr<const std::vector<UserId>>;

// Where the outcome of a request goes: the instance that waits for it, and which of its requests it is.
struct ReplyTo {
    GatewayId gateway;
    ConnectionId connection;
    std::uint64_t batch = 0;
};

// `new-message`, `new-group-message`: what one device sends to one conversation, in its order.
struct NewMessages {
    ReplyTo replyTo;
    UserId source;
    DeviceNumber origin = kNoDevice;
    ConversationId conversation;
    std::vector<MessagePtr> messages;
    bool areEphemeral = false;
};

// `send-message`: the same, with whom to ring; `ring` may be null, and is right for the group's `membersVersion` alone.
struct SendMessages {
    std::shared_ptr<const NewMessages> batch;
    UserList ring;
    std::uint64_t membersVersion = 0;
};

// `system-message`: a change of membership, decided by the group role.
struct SystemChange {
    ReplyTo replyTo;
    MembershipChange change;
};

// `client-ack`: marks that receivers moved.
struct Confirmations {
    std::vector<MarkUpdate> updates;
};

// `fetch`: a gateway wants a stretch of a log for one of its connections.
struct FetchRange {
    ReplyTo replyTo;
    UserId user;
    DeviceNumber device = kNoDevice;
    ConversationId conversation;
    std::uint64_t from = 0;  // 0: behind the device's cursor
    std::size_t maxMessages = 0;
    std::size_t maxBytes = 0;
};

// `user-connection-state`.
enum class ConnectionChange : std::uint8_t {
    connected,  // answered by StreamHeads; said again to renew and to compare heads
    disconnected,
    deviceEnded  // the key is gone: the device's connections are to be closed
};
struct ConnectionState {
    ConnectionChange change = ConnectionChange::connected;
    UserId user;
    DeviceNumber device = kNoDevice;
    GatewayId gateway;
    ConnectionId connection;
    bool isStrict = false;
    Timestamp openedAt{};   // Session::openedAt
    bool hasHeads = false;  // has been answered before: that its device is behind nowhere needs no further answer
};

// `new-login`.
struct NewLogin {
    UserId user;
    DeviceNumber device = kNoDevice;
    std::string notificationToken;
    WireVersion messageVersion = WireVersion::v2_1;
};

// `offline-message`: stored for users without a connection, or with one that ended before it had confirmed them.
struct OfflineMessages {
    ConversationId conversation;
    std::vector<LogEntry> entries;
    std::vector<UserId> users;
};

// The rest are said on `deliver.<gateway>`.

struct MessageOutcomes {
    ConnectionId connection;
    ConversationId conversation;
    std::uint64_t batch = 0;
    std::vector<AppendOutcome> outcomes;  // one a message of the batch; seq 0 and no refusal: ephemeral, handed on
};
struct ChangeOutcome {
    ConnectionId connection;
    std::optional<Error> refusal;
    MembershipOutcome outcome;
};
struct LiveMessages {
    ConversationId conversation;
    std::vector<LogEntry> entries;  // consecutive unless membership says otherwise
    UserList users;                 // those to whom they may go
    bool isHint = false;            // the membership has changed since: each asks the log what it may see
};
struct EphemeralMessages {
    std::vector<MessagePtr> messages;
    UserList users;
    DeviceNumber origin = kNoDevice;  // gets none of them
};
struct FetchedRange {
    ConnectionId connection;
    LogRange range;
    bool failed = false;  // could not be read now: ask again later
};
struct StreamHeads {  // one part of several, perhaps: each counts by itself
    ConnectionId connection;
    std::vector<StreamHead> behind;
};
struct MovedReceipts {
    std::vector<Receipt> receipts;
    UserList users;  // whose strict connections are told
};
struct CloseConnection {
    ConnectionId connection;  // empty: every one of the device
    std::uint16_t code = 0;
    UserId user{};
    DeviceNumber device = kNoDevice;
};

// A new one goes to the end: its place is its number on the wire (event_fields.h).
using Event = std::variant<NewMessages, SendMessages, SystemChange, Confirmations, FetchRange, ConnectionState,
                           NewLogin, OfflineMessages, MessageOutcomes, ChangeOutcome, LiveMessages, EphemeralMessages,
                           FetchedRange, StreamHeads, MovedReceipts, CloseConnection>;
using EventPtr = std::shared_ptr<const Event>;

// What its sender, or whoever caused it, says again without an answer on `deliver.<itself>`; handled by one group
// alone, and twice without harm. A bus need not keep it on its way.
inline bool isAskedAgain(const Event& event) {
    if (const auto* state = std::get_if<ConnectionState>(&event)) return state->change == ConnectionChange::connected;
    return std::holds_alternative<NewMessages>(event) || std::holds_alternative<SendMessages>(event) ||
           std::holds_alternative<FetchRange>(event);
}

template <class T>
EventPtr makeEvent(T event) {
    return std::make_shared<const Event>(std::move(event));
}

}  // namespace baithak
