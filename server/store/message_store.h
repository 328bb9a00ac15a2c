// SPDX-License-Identifier: MIT
#pragma once

// The logs, and what each device and user has of them. Delivery is the only role that writes here. Called from any
// loop; each call resolves on the loop that awaits it. Errc::unavailable when the store can't serve (full disk, file
// gone): then nothing of that call was kept. What resolves with a value is committed at the configured durability.

#include "server/runtime/task.h"
#include "server/store/records.h"

namespace baithak {

class MessageStore {
public:
    virtual ~MessageStore() = default;

    // Appends in the order given, all in one transaction, which calls in flight at the same time may share: for each
    // request the duplicate check on (conversation, source, id), the check that the destination exists and that the
    // sender is a member now, the next seq; and the check of its fence. One outcome a request, in order.
    virtual Task<Result<std::vector<AppendOutcome>>> append(std::vector<AppendRequest> requests) = 0;

    // Applies a change of membership. Errc::conflict when the group is not at expectedVersion (read it again, decide
    // again), Errc::notFound when there is none, Errc::fenced when another worker owns the group's partition now.
    virtual Task<Result<MembershipOutcome>> change(MembershipChange change) = 0;

    // The conversations in which the device is behind what its user may see.
    virtual Task<Result<std::vector<StreamHead>>> behind(UserId user, DeviceNumber device) = 0;

    // A stretch of a log from `from` (0: behind the device's cursor), within the user's membership, of at most so many
    // messages and bytes, at least one message. Errc::notFound when the user never was in the conversation.
    virtual Task<Result<LogRange>> fetch(UserId user, DeviceNumber device, ConversationId conversation,
                                         std::uint64_t from, std::size_t maxMessages, std::size_t maxBytes) = 0;

    // For reading back at will: entries after `after`, or before `before` (the newest first reached), ascending.
    virtual Task<Result<LogRange>> page(UserId user, ConversationId conversation, std::optional<std::uint64_t> after,
                                        std::optional<std::uint64_t> before, std::size_t limit) = 0;

    // Moves cursors and marks; answers the members' marks that moved.
    virtual Task<Result<std::vector<Receipt>>> saveMarks(std::vector<MarkUpdate> updates) = 0;

    // The highest seq among the author's messages of these ids in a conversation; 0 when none is there.
    virtual Task<Result<std::uint64_t>> lastSeqOf(ConversationId conversation, UserId author,
                                                  std::vector<MessageId> ids) = 0;

    virtual Task<Result<ConversationPage>> conversations(UserId user, std::uint64_t since) = 0;
    virtual Task<Result<>> setFlags(UserId user, ConversationId conversation, ConversationFlags flags) = 0;
};

}  // namespace baithak
