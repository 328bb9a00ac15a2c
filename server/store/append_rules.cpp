// SPDX-License-Identifier: MIT

#include "server/store/append_rules.h"

namespace baithak {

namespace {

bool saysTheSame(const Message& a, const Message& b) {
    return a.type == b.type && a.destination == b.destination && a.content == b.content && a.meta == b.meta;
}

Error noSuchUser(std::string_view name) {
    return {Errc::unknownDestination, "There is no user " + std::string(name) + "."};
}

std::optional<Error> refusalOfDirect(const AppendRequest& request, const AppendFacts& facts) {
    const auto& message = *request.message;
    if (facts.recipient != AccountState::active) return noSuchUser(message.destination);
    if (facts.sender == AccountState::none) {
        return Error{Errc::notAMember, "There is no account " + message.source.value + "."};
    }
    const bool isTheirs = facts.hasLog
                              ? facts.isSenderIn && facts.isRecipientIn
                              : request.conversation == directConversation(message.source, UserId(message.destination));
    if (isTheirs) return std::nullopt;
    return Error{Errc::notAMember, "The conversation " + request.conversation.value + " is not one of " +
                                       message.source.value + " with " + message.destination + "."};
}

std::optional<Error> refusalOfGroup(const AppendRequest& request, const AppendFacts& facts) {
    const std::string id(subjectOf(request.conversation.view()));
    if (!facts.groupName) return Error{Errc::unknownDestination, "There is no group " + id + "."};
    if (facts.isSenderIn) return std::nullopt;
    return Error{Errc::notAMember, request.message->source.value + " is not a member of the group " + *facts.groupName +
                                       " (" + id + ")."};
}

}  // namespace

UserId recipientOf(const AppendRequest& request) {
    const auto name = request.conversation.view();
    const auto kind = kindOf(name);
    if (kind == ConversationKind::direct) return UserId(request.message->destination);
    if (kind == ConversationKind::system) return UserId(subjectOf(name));
    return {};
}

std::optional<Error> refusalOf(const AppendRequest& request, const AppendFacts& facts) {
    switch (kindOf(request.conversation.view()).value_or(ConversationKind::channel)) {
        case ConversationKind::direct:
            return refusalOfDirect(request, facts);
        case ConversationKind::system:
            if (facts.recipient == AccountState::active) return std::nullopt;
            return noSuchUser(recipientOf(request).view());
        case ConversationKind::group:
            return refusalOfGroup(request, facts);
        case ConversationKind::channel:
        case ConversationKind::bot:
            break;
    }
    return Error{Errc::unknownDestination, "There is nothing called " + request.message->destination + "."};
}

Error fencedError() { return {Errc::fenced, "Another worker owns this part of the conversations now."}; }

AppendOutcome refusedOutcome(Error refusal) {
    AppendOutcome outcome;
    outcome.refusal = std::move(refusal);
    return outcome;
}

bool isKept(const Error& refusal) {
    return refusal.code == Errc::notAMember || refusal.code == Errc::unknownDestination;
}

std::int64_t numberOfRefusal(Errc code) { return code == Errc::notAMember ? 1 : 2; }
Errc refusalNumbered(std::int64_t number) { return number == 1 ? Errc::notAMember : Errc::unknownDestination; }

AppendOutcome refusedBefore(const Message& message, Errc code) {
    return refusedOutcome({code, "The message " + message.id.value + " was refused; send it under another id."});
}

AppendOutcome outcomeOfKnown(const Message& message, std::uint64_t seq, const Message& known) {
    if (!saysTheSame(message, known)) {
        return refusedOutcome(
            {Errc::duplicateId, "The id " + message.id.value + " was used before for another message."});
    }
    AppendOutcome outcome;
    outcome.isRepeat = true;
    outcome.seq = seq;
    outcome.serverId = known.serverId;
    outcome.serverTimestamp = known.serverTimestamp;
    return outcome;
}

int tallyOf(const Message& message) {
    if (message.type != MessageType::message && message.type != MessageType::custom) return 0;
    return message.meta.contains(meta_key::kMentions) ? 2 : 1;
}

}  // namespace baithak
