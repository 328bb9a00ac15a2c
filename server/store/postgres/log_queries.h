// SPDX-License-Identifier: MIT
#pragma once

// Reads logs as one user may see them.

#include <optional>
#include <string>
#include <vector>

#include "server/store/postgres/connection.h"
#include "server/store/records.h"

namespace baithak::postgres {

// A stretch of a log.
struct Interval {
    std::uint64_t first = 1;
    std::uint64_t last = 0;
};

// What a user may see of a conversation, ascending: intervals of membership in a group, the whole of others.
std::vector<Interval> visibleIntervals(ConversationKind kind, std::uint64_t head, std::vector<Interval> ofGroup);

Task<Result<LogRange>> fetchLog(Connection& connection, UserId user, DeviceNumber device, ConversationId conversation,
                                std::uint64_t from, std::size_t maxMessages, std::size_t maxBytes);
Task<Result<LogRange>> pageLog(Connection& connection, UserId user, ConversationId conversation,
                               std::optional<std::uint64_t> after, std::optional<std::uint64_t> before,
                               std::size_t limit);
Task<Result<std::vector<StreamHead>>> readBehind(Connection& connection, UserId user, DeviceNumber device);
Task<Result<std::uint64_t>> readLastSeqOf(Connection& connection, ConversationId conversation, UserId author,
                                          std::vector<MessageId> ids);

LogEntry entryOf(std::uint64_t seq, std::uint64_t origin, std::string_view frame);

}  // namespace baithak::postgres
