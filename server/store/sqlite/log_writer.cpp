// SPDX-License-Identifier: MIT

#include "server/store/sqlite/log_writer.h"

#include <algorithm>

#include "shared/protocol/codec.h"

namespace baithak::sqlite {

namespace {

constexpr std::uint64_t kLastSeq = 0xffff'ffff;

// How a message counts as unread (see migrations/0001_init.sql).
int tallyOf(const Message& message) {
    if (message.type != MessageType::message && message.type != MessageType::custom) return 0;
    return message.meta.contains(meta_key::kMentions) ? 2 : 1;
}

bool saysTheSame(const Message& a, const Message& b) {
    return a.type == b.type && a.destination == b.destination && a.content == b.content && a.meta == b.meta;
}

AppendOutcome refused(Errc code, std::string text) {
    AppendOutcome outcome;
    outcome.refusal = Error{code, std::move(text)};
    return outcome;
}

AppendOutcome outcomeOf(const Message& message, KnownMessage known) {
    if (!saysTheSame(message, known.message)) {
        return refused(Errc::duplicateId, "The id " + message.id.value + " was used before for another message.");
    }
    AppendOutcome outcome;
    outcome.isRepeat = true;
    outcome.seq = known.seq;
    outcome.serverId = std::move(known.message.serverId);
    outcome.serverTimestamp = known.message.serverTimestamp;
    return outcome;
}

Error noSuchUser(std::string_view name) {
    return {Errc::unknownDestination, "There is no user " + std::string(name) + "."};
}

}  // namespace

LogWriter::LogWriter(Connection& connection, Ledger& ledger, FileWriter& files)
    : ledger_(ledger),
      files_(files),
      index_(connection),
      insertMessage_(connection.handle(),
                     "INSERT INTO messages (position, source, origin, tally, frame) VALUES (?, ?, ?, ?, ?)") {}

AppendOutcome LogWriter::append(const AppendRequest& request) {
    ConversationEntry* conversation = nullptr;
    std::int64_t source = 0;
    if (auto refusal = findPlace(request, conversation, source)) {
        // What is in the log already stays acknowledged, whatever became of its sender or destination since.
        const auto* log = ledger_.findConversation(request.conversation);
        if (log != nullptr) {
            if (auto known = findKnown(*log, *request.message)) return outcomeOf(*request.message, std::move(*known));
        }
        return refused(refusal->code, std::move(refusal->text));
    }
    auto placed = put(*conversation, source, *request.message, request.origin);
    AppendOutcome outcome;
    if (placed.added) {
        outcome.seq = placed.seq;
        outcome.serverId = request.message->serverId;
        outcome.serverTimestamp = request.message->serverTimestamp;
        for (const auto& file : request.files) files_.refer(file, source, conversation->number, placed.seq);
    } else {
        outcome = outcomeOf(*request.message, std::move(*placed.known));
    }
    outcome.membersVersion = conversation->membersVersion();
    return outcome;
}

std::optional<Error> LogWriter::findPlace(const AppendRequest& request, ConversationEntry*& conversation,
                                          std::int64_t& source) {
    const auto name = request.conversation.view();
    switch (kindOf(name).value_or(ConversationKind::channel)) {
        case ConversationKind::direct:
            return placeDirect(request, conversation, source);
        case ConversationKind::system:
            return placeSystem(request, conversation, source);
        case ConversationKind::group:
            return placeInGroup(request, conversation, source);
        case ConversationKind::channel:
        case ConversationKind::bot:
            break;
    }
    return Error{Errc::unknownDestination, "There is nothing called " + request.message->destination + "."};
}

std::optional<Error> LogWriter::placeDirect(const AppendRequest& request, ConversationEntry*& conversation,
                                            std::int64_t& source) {
    const auto& message = *request.message;
    const auto* to = ledger_.findUser(UserId(message.destination));
    if (to == nullptr || to->account != AccountState::active) return noSuchUser(message.destination);
    const auto* from = ledger_.findUser(message.source);
    if (from == nullptr || from->account == AccountState::none) {
        return Error{Errc::notAMember, "There is no account " + message.source.value + "."};
    }
    source = from->number;
    conversation = ledger_.findConversation(request.conversation);
    if (conversation == nullptr &&
        request.conversation == directConversation(message.source, UserId(message.destination))) {
        conversation = &ledger_.createConversation(request.conversation, ConversationKind::direct,
                                                   std::min(source, to->number), std::max(source, to->number));
    }
    if (conversation == nullptr || !conversation->hasMember(source) || !conversation->hasMember(to->number)) {
        return Error{Errc::notAMember, "The conversation " + request.conversation.value + " is not one of " +
                                           message.source.value + " with " + message.destination + "."};
    }
    return std::nullopt;
}

std::optional<Error> LogWriter::placeSystem(const AppendRequest& request, ConversationEntry*& conversation,
                                            std::int64_t& source) {
    const UserId reader(subjectOf(request.conversation.view()));
    const auto* to = ledger_.findUser(reader);
    if (to == nullptr || to->account != AccountState::active) return noSuchUser(reader.view());
    const auto number = to->number;
    source = ledger_.ensureUser(request.message->source).number;
    conversation = ledger_.findConversation(request.conversation);
    if (conversation == nullptr) {
        conversation = &ledger_.createConversation(request.conversation, ConversationKind::system, number, number);
    }
    return std::nullopt;
}

std::optional<Error> LogWriter::placeInGroup(const AppendRequest& request, ConversationEntry*& conversation,
                                             std::int64_t& source) {
    auto* group = ledger_.findConversation(request.conversation);
    if (group == nullptr || !group->group) {
        return Error{Errc::unknownDestination,
                     "There is no group " + std::string(subjectOf(request.conversation.view())) + "."};
    }
    const auto& sender = request.message->source;
    const auto* from = ledger_.findUser(sender);
    if (from == nullptr || !group->hasMember(from->number)) {
        return Error{Errc::notAMember, sender.value + " is not a member of the group " + group->group->name + " (" +
                                           group->group->id.value + ")."};
    }
    source = from->number;
    conversation = group;
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
