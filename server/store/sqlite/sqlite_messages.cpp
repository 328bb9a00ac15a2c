// SPDX-License-Identifier: MIT

#include "server/store/sqlite/sqlite_messages.h"

namespace baithak::sqlite {

namespace {

std::size_t weightOf(const std::vector<AppendRequest>& requests) {
    std::size_t bytes = 0;
    for (const auto& request : requests) {
        bytes += 256 + request.message->content.size() + request.message->meta.bytes();
    }
    return bytes;
}

constexpr std::size_t kSmall = 256;  // the weight of what holds no messages

}  // namespace

Task<Result<std::vector<AppendOutcome>>> SqliteMessages::append(std::vector<AppendRequest> requests) {
    using Outcomes = std::vector<AppendOutcome>;
    const auto weight = weightOf(requests);
    auto work = [held = std::move(requests)](WriteContext& context) -> Result<Outcomes> {
        Outcomes outcomes;
        outcomes.reserve(held.size());
        for (const auto& request : held) outcomes.push_back(context.log.append(request));
        return outcomes;
    };
    return awaitJob<WriteContext, Outcomes>(writer_, weight, std::move(work));
}

Task<Result<MembershipOutcome>> SqliteMessages::change(MembershipChange change) {
    auto work = [held = std::move(change)](WriteContext& context) { return context.membership.change(held); };
    return awaitJob<WriteContext, MembershipOutcome>(writer_, kSmall, std::move(work));
}

Task<Result<std::vector<Receipt>>> SqliteMessages::saveMarks(std::vector<MarkUpdate> updates) {
    using Receipts = std::vector<Receipt>;
    const auto weight = updates.size() * kSmall;
    auto work = [held = std::move(updates)](WriteContext& context) -> Result<Receipts> {
        return context.marks.save(held);
    };
    return awaitJob<WriteContext, Receipts>(writer_, weight, std::move(work));
}

Task<Result<>> SqliteMessages::setFlags(UserId user, ConversationId conversation, ConversationFlags flags) {
    auto work = [who = std::move(user), where = std::move(conversation), flags](WriteContext& context) {
        return context.marks.setFlags(who, where, flags);
    };
    return awaitJob<WriteContext, void>(writer_, kSmall, std::move(work));
}

Task<Result<std::vector<StreamHead>>> SqliteMessages::behind(UserId user, DeviceNumber device) {
    using Heads = std::vector<StreamHead>;
    auto work = [who = std::move(user), device](ReadContext& context) -> Result<Heads> {
        return context.log.behind(who, device);
    };
    return awaitJob<ReadContext, Heads>(reader_, kSmall, std::move(work));
}

Task<Result<LogRange>> SqliteMessages::fetch(UserId user, DeviceNumber device, ConversationId conversation,
                                             std::uint64_t from, std::size_t maxMessages, std::size_t maxBytes) {
    auto work = [who = std::move(user), device, where = std::move(conversation), from, maxMessages,
                 maxBytes](ReadContext& context) {
        return context.log.fetch(who, device, where, from, maxMessages, maxBytes);
    };
    return awaitJob<ReadContext, LogRange>(reader_, kSmall, std::move(work));
}

Task<Result<LogRange>> SqliteMessages::page(UserId user, ConversationId conversation,
                                            std::optional<std::uint64_t> after, std::optional<std::uint64_t> before,
                                            std::size_t limit) {
    auto work = [who = std::move(user), where = std::move(conversation), after, before, limit](ReadContext& context) {
        return context.log.page(who, where, after, before, limit);
    };
    return awaitJob<ReadContext, LogRange>(reader_, kSmall, std::move(work));
}

Task<Result<std::uint64_t>> SqliteMessages::lastSeqOf(ConversationId conversation, UserId author,
                                                      std::vector<MessageId> ids) {
    auto work = [where = std::move(conversation), who = std::move(author), held = std::move(ids)](
                    ReadContext& context) -> Result<std::uint64_t> { return context.log.lastSeqOf(where, who, held); };
    return awaitJob<ReadContext, std::uint64_t>(reader_, kSmall, std::move(work));
}

Task<Result<ConversationPage>> SqliteMessages::conversations(UserId user, std::uint64_t since) {
    // The stamp is taken before the transaction begins: what is committed in between is told twice, never missed.
    const auto stamp = published_.stamp.load(std::memory_order_acquire);
    auto work = [who = std::move(user), since, stamp](ReadContext& context) -> Result<ConversationPage> {
        ConversationPage page;
        page.conversations = context.conversations.changedSince(who, since);
        page.cursor = stamp;
        return page;
    };
    return awaitJob<ReadContext, ConversationPage>(reader_, kSmall, std::move(work));
}

}  // namespace baithak::sqlite
