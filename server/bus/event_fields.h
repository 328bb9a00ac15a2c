// SPDX-License-Identifier: MIT
#pragma once

// The fields of each event and their numbers, once for writing and reading. A number is never used again for another
// field: add new ones at the end. Internal to the codec.

#include <concepts>
#include <type_traits>

#include "server/bus/event.h"

namespace baithak::event_fields {

// An event's number is its place in the variant (event.h) and this; below it is room for the envelope.
inline constexpr std::uint32_t kFirstEvent = 16;
inline constexpr std::uint32_t kKey = 1;
inline constexpr std::uint32_t kOnlyGroup = 2;

template <class T, class Struct>
concept Of = std::same_as<std::remove_const_t<T>, Struct>;

template <class Visit>
void eachField(Visit& visit, Of<ReplyTo> auto& to) {
    visit(1, to.gateway);
    visit(2, to.connection);
    visit(3, to.batch);
}

template <class Visit>
void eachField(Visit& visit, Of<Error> auto& error) {
    visit(1, error.code);
    visit(2, error.text);
}

template <class Visit>
void eachField(Visit& visit, Of<NewMessages> auto& batch) {
    visit(1, batch.replyTo);
    visit(2, batch.source);
    visit(3, batch.origin);
    visit(4, batch.conversation);
    visit(5, batch.messages);
    visit(6, batch.areEphemeral);
}

template <class Visit>
void eachField(Visit& visit, Of<SendMessages> auto& sending) {
    visit(1, sending.batch);
    visit(2, sending.ring);
    visit(3, sending.membersVersion);
}

template <class Visit>
void eachField(Visit& visit, Of<Member> auto& member) {
    visit(1, member.user);
    visit(2, member.role);
    visit(3, member.joinedSeq);
}

template <class Visit>
void eachField(Visit& visit, Of<GroupSnapshot> auto& group) {
    visit(1, group.id);
    visit(2, group.name);
    visit(3, group.profilePic);
    visit(4, group.version);
    visit(5, group.members);  // `names` is made of these
}

template <class Visit>
void eachField(Visit& visit, Of<MembershipChange::Create> auto& create) {
    visit(1, create.name);
    visit(2, create.profilePic);
}

// Its fence is the reader's own: it comes with the partition.
template <class Visit>
void eachField(Visit& visit, Of<MembershipChange> auto& change) {
    visit(1, change.group);
    visit(2, change.expectedVersion);
    visit(3, change.create);
    visit(4, change.added);
    visit(5, change.removed);
    visit(6, change.promoted);
    visit(7, change.notice);
}

template <class Visit>
void eachField(Visit& visit, Of<SystemChange> auto& wish) {
    visit(1, wish.replyTo);
    visit(2, wish.change);
}

template <class Visit>
void eachField(Visit& visit, Of<MarkUpdate> auto& mark) {
    visit(1, mark.conversation);
    visit(2, mark.user);
    visit(3, mark.device);
    visit(4, mark.delivered);
    visit(5, mark.read);
}

template <class Visit>
void eachField(Visit& visit, Of<Confirmations> auto& confirmations) {
    visit(1, confirmations.updates);
}

template <class Visit>
void eachField(Visit& visit, Of<FetchRange> auto& fetch) {
    visit(1, fetch.replyTo);
    visit(2, fetch.user);
    visit(3, fetch.device);
    visit(4, fetch.conversation);
    visit(5, fetch.from);
    visit(6, fetch.maxMessages);
    visit(7, fetch.maxBytes);
}

template <class Visit>
void eachField(Visit& visit, Of<ConnectionState> auto& state) {
    visit(1, state.change);
    visit(2, state.user);
    visit(3, state.device);
    visit(4, state.gateway);
    visit(5, state.connection);
    visit(6, state.isStrict);
    visit(7, state.openedAt);
    visit(8, state.hasHeads);
}

template <class Visit>
void eachField(Visit& visit, Of<NewLogin> auto& login) {
    visit(1, login.user);
    visit(2, login.device);
    visit(3, login.notificationToken);
    visit(4, login.messageVersion);
}

template <class Visit>
void eachField(Visit& visit, Of<LogEntry> auto& entry) {
    visit(1, entry.seq);
    visit(2, entry.message);
    visit(3, entry.origin);
}

template <class Visit>
void eachField(Visit& visit, Of<OfflineMessages> auto& offline) {
    visit(1, offline.conversation);
    visit(2, offline.entries);
    visit(3, offline.users);
}

template <class Visit>
void eachField(Visit& visit, Of<AppendOutcome> auto& outcome) {
    visit(1, outcome.refusal);
    visit(2, outcome.isRepeat);
    visit(3, outcome.seq);
    visit(4, outcome.serverId);
    visit(5, outcome.serverTimestamp);
    visit(6, outcome.membersVersion);
}

template <class Visit>
void eachField(Visit& visit, Of<MessageOutcomes> auto& outcomes) {
    visit(1, outcomes.connection);
    visit(2, outcomes.conversation);
    visit(3, outcomes.batch);
    visit(4, outcomes.outcomes);
}

template <class Visit>
void eachField(Visit& visit, Of<MembershipOutcome> auto& outcome) {
    visit(1, outcome.seq);
    visit(2, outcome.before);
    visit(3, outcome.after);
    visit(4, outcome.unknown);
}

template <class Visit>
void eachField(Visit& visit, Of<ChangeOutcome> auto& change) {
    visit(1, change.connection);
    visit(2, change.refusal);
    visit(3, change.outcome);
}

template <class Visit>
void eachField(Visit& visit, Of<LiveMessages> auto& live) {
    visit(1, live.conversation);
    visit(2, live.entries);
    visit(3, live.users);
    visit(4, live.isHint);
}

template <class Visit>
void eachField(Visit& visit, Of<EphemeralMessages> auto& ephemeral) {
    visit(1, ephemeral.messages);
    visit(2, ephemeral.users);
    visit(3, ephemeral.origin);
}

template <class Visit>
void eachField(Visit& visit, Of<LogRange> auto& range) {
    visit(1, range.conversation);
    visit(2, range.from);
    visit(3, range.upto);
    visit(4, range.head);
    visit(5, range.entries);
}

template <class Visit>
void eachField(Visit& visit, Of<FetchedRange> auto& fetched) {
    visit(1, fetched.connection);
    visit(2, fetched.range);
    visit(3, fetched.failed);
}

template <class Visit>
void eachField(Visit& visit, Of<StreamHead> auto& head) {
    visit(1, head.conversation);
    visit(2, head.head);
    visit(3, head.cursor);
    visit(4, head.isMuted);
}

template <class Visit>
void eachField(Visit& visit, Of<StreamHeads> auto& heads) {
    visit(1, heads.connection);
    visit(2, heads.behind);
}

template <class Visit>
void eachField(Visit& visit, Of<Receipt> auto& receipt) {
    visit(1, receipt.conversation);
    visit(2, receipt.user);
    visit(3, receipt.delivered);
    visit(4, receipt.read);
}

template <class Visit>
void eachField(Visit& visit, Of<MovedReceipts> auto& moved) {
    visit(1, moved.receipts);
    visit(2, moved.users);
}

template <class Visit>
void eachField(Visit& visit, Of<CloseConnection> auto& close) {
    visit(1, close.connection);
    visit(2, close.code);
    visit(3, close.user);
    visit(4, close.device);
}

}  // namespace baithak::event_fields
