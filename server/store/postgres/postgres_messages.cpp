// SPDX-License-Identifier: MIT

#include "server/store/postgres/postgres_messages.h"

#include "server/store/postgres/append_job.h"
#include "server/store/postgres/change_job.h"
#include "server/store/postgres/conversation_list.h"
#include "server/store/postgres/log_queries.h"
#include "server/store/postgres/mark_job.h"

namespace baithak::postgres {

namespace {

constexpr Query kSetFlags{"flags.set",
                          "UPDATE participants p SET muted = coalesce($3, p.muted), pinned = coalesce($4, p.pinned), "
                          "archived = coalesce($5, p.archived), changed = stamp() FROM conversations c, users u "
                          "WHERE u.username = $1 AND c.name = $2 AND p.conversation = c.number "
                          "AND p.\"user\" = u.number RETURNING 1"};

Task<Result<>> saveFlags(Connection& connection, UserId user, ConversationId conversation, ConversationFlags flags) {
    connection.add(kSetFlags, Params(user, conversation, flags.muted, flags.pinned, flags.archived));
    auto answers = co_await connection.run();
    if (answers.back().empty()) {
        co_return Error{Errc::notFound, user.value + " has no conversation " + conversation.value + "."};
    }
    co_return Result<>();
}

}  // namespace

Task<Result<std::vector<AppendOutcome>>> PostgresMessages::append(std::vector<AppendRequest> requests) {
    using Outcomes = std::vector<AppendOutcome>;
    auto& lane = engine_.forLog(requests.empty() ? std::string_view() : requests.front().conversation.view());
    auto start = [&lane, &book = engine_.fences(),
                  held = std::move(requests)](std::unique_ptr<Resolver<Outcomes>> resolver) mutable {
        lane.enqueue(std::make_unique<AppendJob>(book, std::move(held), std::move(resolver)));
    };
    return awaitResolved<Outcomes>(std::move(start));
}

Task<Result<MembershipOutcome>> PostgresMessages::change(MembershipChange change) {
    auto& lane = engine_.forLog(groupConversation(change.group).view());
    auto start = [&lane, &book = engine_.fences(),
                  held = std::move(change)](std::unique_ptr<Resolver<MembershipOutcome>> resolver) mutable {
        lane.enqueue(std::make_unique<ChangeJob>(book, std::move(held), std::move(resolver)));
    };
    return awaitResolved<MembershipOutcome>(std::move(start));
}

Task<Result<std::vector<Receipt>>> PostgresMessages::saveMarks(std::vector<MarkUpdate> updates) {
    using Receipts = std::vector<Receipt>;
    auto& lane = engine_.forPerson(updates.empty() ? std::string_view() : updates.front().user.view());
    auto start = [&lane, held = std::move(updates)](std::unique_ptr<Resolver<Receipts>> resolver) mutable {
        lane.enqueue(std::make_unique<MarkJob>(std::move(held), std::move(resolver)));
    };
    return awaitResolved<Receipts>(std::move(start));
}

Task<Result<>> PostgresMessages::setFlags(UserId user, ConversationId conversation, ConversationFlags flags) {
    auto& lane = engine_.forPerson(user.view());
    auto body = [who = std::move(user), where = std::move(conversation), flags](Connection& connection) {
        return saveFlags(connection, who, where, flags);
    };
    return awaitJob<void>(lane, JobKind::write, std::move(body));
}

Task<Result<std::vector<StreamHead>>> PostgresMessages::behind(UserId user, DeviceNumber device) {
    auto body = [who = std::move(user), device](Connection& connection) { return readBehind(connection, who, device); };
    return awaitJob<std::vector<StreamHead>>(engine_.forReads(), JobKind::read, std::move(body));
}

Task<Result<LogRange>> PostgresMessages::fetch(UserId user, DeviceNumber device, ConversationId conversation,
                                               std::uint64_t from, std::size_t maxMessages, std::size_t maxBytes) {
    auto body = [who = std::move(user), device, where = std::move(conversation), from, maxMessages,
                 maxBytes](Connection& connection) {
        return fetchLog(connection, who, device, where, from, maxMessages, maxBytes);
    };
    return awaitJob<LogRange>(engine_.forReads(), JobKind::read, std::move(body));
}

Task<Result<LogRange>> PostgresMessages::page(UserId user, ConversationId conversation,
                                              std::optional<std::uint64_t> after, std::optional<std::uint64_t> before,
                                              std::size_t limit) {
    auto body = [who = std::move(user), where = std::move(conversation), after, before, limit](Connection& connection) {
        return pageLog(connection, who, where, after, before, limit);
    };
    return awaitJob<LogRange>(engine_.forReads(), JobKind::read, std::move(body));
}

Task<Result<std::uint64_t>> PostgresMessages::lastSeqOf(ConversationId conversation, UserId author,
                                                        std::vector<MessageId> ids) {
    auto body = [where = std::move(conversation), who = std::move(author),
                 held = std::move(ids)](Connection& connection) { return readLastSeqOf(connection, where, who, held); };
    return awaitJob<std::uint64_t>(engine_.forReads(), JobKind::read, std::move(body));
}

Task<Result<ConversationPage>> PostgresMessages::conversations(UserId user, std::uint64_t since) {
    auto body = [who = std::move(user), since](Connection& connection) {
        return listConversations(connection, who, since);
    };
    return awaitJob<ConversationPage>(engine_.forReads(), JobKind::read, std::move(body));
}

}  // namespace baithak::postgres
