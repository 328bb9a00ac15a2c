// SPDX-License-Identifier: MIT

#include "server/store/sqlite/log_writer.h"

#include <algorithm>

#include "shared/protocol/codec.h"

namespace baithak::sqlite {

namespace {

constexpr std::uint64_t kLastSeq = 0xffff'ffff;

}  // namespace

LogWriter::LogWriter(Connection& connection, Ledger& ledger, FileWriter& files)
    : ledger_(ledger),
      files_(files),
      index_(connection),
      refusals_(connection),
      insertMessage_(connection.handle(),
                     "INSERT INTO messages (position, source, origin, tally, frame) VALUES (?, ?, ?, ?, ?)") {}

AppendOutcome LogWriter::append(const AppendRequest& request) {
    if (ledger_.isFenced(request.fence)) return refusedOutcome(fencedError());
    const auto& message = *request.message;
    if (const auto code = refusals_.find(request)) return refusedBefore(message, *code);
    Place place;
    if (auto refusal = findPlace(request, place)) {
        // What is in the log already stays acknowledged, whatever became of its sender or destination since.
        if (place.conversation != nullptr) {
            if (auto known = findKnown(*place.conversation, message)) {
                return outcomeOfKnown(message, known->seq, known->message);
            }
        }
        if (isKept(*refusal)) refusals_.note(request, refusal->code);
        return refusedOutcome(std::move(*refusal));
    }
    auto placed = put(*place.conversation, place.source, message, request.origin);
    AppendOutcome outcome;
    if (placed.added) {
        outcome.seq = placed.seq;
        outcome.serverId = message.serverId;
        outcome.serverTimestamp = message.serverTimestamp;
        for (const auto& file : request.files) {
            files_.refer(file, place.source, place.conversation->number, placed.seq);
        }
    } else {
        outcome = outcomeOfKnown(message, placed.seq, placed.known->message);
    }
    outcome.membersVersion = place.conversation->membersVersion();
    return outcome;
}

// The log and the sender; a log that is refused is found, too, if it is there. Makes a direct or system log when it is
// the first message.
std::optional<Error> LogWriter::findPlace(const AppendRequest& request, Place& place) {
    AppendFacts facts;
    const auto* from = ledger_.findUser(request.message->source);
    if (from != nullptr) facts.sender = from->account;
    place.source = from != nullptr ? from->number : 0;
    const auto* to = ledger_.findUser(recipientOf(request));
    if (to != nullptr) facts.recipient = to->account;
    const auto recipient = to != nullptr ? to->number : 0;
    place.conversation = ledger_.findConversation(request.conversation);
    if (place.conversation != nullptr) {
        facts.hasLog = true;
        facts.isSenderIn = from != nullptr && place.conversation->hasMember(place.source);
        facts.isRecipientIn = to != nullptr && place.conversation->hasMember(recipient);
        if (place.conversation->group) facts.groupName = place.conversation->group->name;
    }
    if (auto refusal = refusalOf(request, facts)) return refusal;
    if (place.source == 0) place.source = ledger_.ensureUser(request.message->source).number;
    if (place.conversation != nullptr) return std::nullopt;
    const bool isSystem = kindOf(request.conversation.view()) == ConversationKind::system;
    const auto other = isSystem ? recipient : place.source;
    place.conversation = &ledger_.createConversation(request.conversation,
                                                     isSystem ? ConversationKind::system : ConversationKind::direct,
                                                     std::min(recipient, other), std::max(recipient, other));
    return std::nullopt;
}

std::optional<KnownMessage> LogWriter::findKnown(const ConversationEntry& conversation, const Message& message) {
    return index_.find(conversation.number, message.source, message.id);
}

LogWriter::Put LogWriter::put(ConversationEntry& conversation, std::int64_t source, const Message& message,
                              DeviceNumber origin) {
    if (conversation.head >= kLastSeq) throw Failure(SQLITE_FULL, "a conversation has no room for more messages");
    const auto seq = conversation.head + 1;
    if (auto known = index_.add(conversation.number, message.source, message.id, seq)) {
        return {false, known->seq, std::move(known)};
    }
    const auto frame = encodeBinary(message);
    insertMessage_.run(positionOf(conversation.number, seq), source, origin, tallyOf(message), Blob{frame});
    conversation.head = seq;
    ledger_.touch(conversation);
    return {true, seq, std::nullopt};
}

}  // namespace baithak::sqlite
