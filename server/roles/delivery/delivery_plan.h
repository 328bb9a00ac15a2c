// SPDX-License-Identifier: MIT
#pragma once

// The decisions of delivery, without its effects: what of a batch is appended, what its sender hears, what of it is new
// to its readers, and which gateways and users are concerned. Pure.

#include <map>
#include <vector>

#include "server/bus/event.h"
#include "server/presence/presence.h"

namespace baithak {

// The requests of one batch, in its order.
std::vector<AppendRequest> appendRequests(const NewMessages& batch, const Fence& fence = {});

// Of a batch and its outcomes: what entered the log by it, in the order of `seq`.
std::vector<LogEntry> newEntries(const NewMessages& batch, const std::vector<AppendOutcome>& outcomes);

// The same answer to each message of a batch.
MessageOutcomes sameOutcome(const NewMessages& batch, const AppendOutcome& outcome);

// Whom one event reaches, and by which gateways.
struct Reach {
    std::map<GatewayId, UserList> byGateway;  // the users connected there
    std::vector<UserId> away;                 // those without a session
};
Reach reachOf(const std::vector<UserId>& users, const Sessions& sessions);
// Several lists as one, each user once.
UserList unionOf(const std::vector<UserList>& lists);
// reachOf for each list; the sessions are those of all their users.
std::vector<Reach> reachOfEach(const std::vector<UserList>& lists, const Sessions& sessions);
// When nobody can say who is connected where: each of these gateways is asked to look for each of the users, and each
// of the users may be away.
Reach reachOfAll(const UserList& users, const std::vector<GatewayId>& gateways);

// The members of the group but `source`; Errc::notAMember when it is none of them.
Result<UserList> othersOf(const GroupSnapshot& group, const UserId& source);

// What a device is behind in, a part for each event: an event has its bound on any bus, and conversations have none.
// One part at least, so that a device that is behind in nothing hears so.
inline constexpr std::size_t kHeadsInEvent = 1000;  // about 150 kB
std::vector<std::vector<StreamHead>> headsInParts(std::vector<StreamHead> heads);

// A `state` notification that says READ: whose messages are meant, by their ids. Nothing for any other message.
struct ReadState {
    ConversationId conversation;
    UserId reader;
    UserId author;
    std::vector<MessageId> ids;
};
std::optional<ReadState> readStateOf(const Message& message);

}  // namespace baithak
