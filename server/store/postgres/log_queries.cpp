// SPDX-License-Identifier: MIT

#include "server/store/postgres/log_queries.h"

#include <algorithm>

#include "shared/protocol/codec.h"

namespace baithak::postgres {

namespace {

constexpr Query kView{"log.view",
                      "SELECT c.number, c.kind, c.head, "
                      "(SELECT k.seq FROM cursors k WHERE k.device = $3 AND k.conversation = c.number) "
                      "FROM conversations c WHERE c.name = $2 AND EXISTS (SELECT 1 FROM participants p "
                      "WHERE p.conversation = c.number AND p.\"user\" = (SELECT number FROM users WHERE username = $1) "
                      "OFFSET 0)"};
constexpr Query kIntervals{"log.intervals",
                           "SELECT first_seq, last_seq FROM intervals "
                           "WHERE conversation = (SELECT number FROM conversations WHERE name = $2) "
                           "AND \"user\" = (SELECT number FROM users WHERE username = $1) ORDER BY first_seq"};
// Of the messages in these stretches those, from the first on, whose frames come to $4 bytes, and the first in any
// case.
constexpr Query kMessages{
    "log.messages",
    "SELECT seq, origin, frame FROM (SELECT m.seq, m.origin, m.frame, "
    "sum(octet_length(m.frame)) OVER (ORDER BY m.seq) AS bytes, row_number() OVER (ORDER BY m.seq) "
    "AS place FROM unnest($2, $3) AS w(first, last) JOIN messages m ON m.conversation = $1 "
    "AND m.seq BETWEEN w.first AND w.last) AS found WHERE bytes <= $4 OR place = 1 ORDER BY seq"};
constexpr Query kBehind{"log.behind",
                        "SELECT c.name, coalesce(p.left_at, c.head), coalesce(k.seq, 0), p.muted FROM participants p "
                        "JOIN conversations c ON c.number = p.conversation "
                        "LEFT JOIN LATERAL (SELECT seq FROM cursors WHERE device = $2 AND conversation = c.number "
                        "LIMIT 1) k ON true WHERE p.\"user\" = (SELECT number FROM users WHERE username = $1) "
                        "AND coalesce(p.left_at, c.head) > coalesce(k.seq, 0)"};
constexpr Query kLastSeqOf{"log.last_seq_of",
                           "SELECT coalesce(max(seq), 0) FROM messages "
                           "WHERE conversation = (SELECT number FROM conversations WHERE name = $1) "
                           "AND source = (SELECT number FROM users WHERE username = $2) AND id = ANY($3)"};

constexpr std::uint64_t kAnyBytes = std::uint64_t{1} << 62;

// A conversation as its participant sees it.
struct View {
    std::int64_t conversation = 0;
    std::vector<Interval> intervals;  // ascending
    std::uint64_t cursor = 0;
    std::uint64_t head() const noexcept { return intervals.empty() ? 0 : intervals.back().last; }
};

Error unseen(const UserId& user, const ConversationId& conversation) {
    return {Errc::notFound, user.value + " has no conversation " + conversation.value + "."};
}

Task<std::optional<View>> findView(Connection& connection, const UserId& user, const ConversationId& conversation,
                                   DeviceNumber device) {
    connection.add(kView, Params(user, conversation, device));
    connection.add(kIntervals, Params(user, conversation));
    auto answers = co_await connection.run();
    const auto& rows = answers[0];
    if (rows.empty()) co_return std::nullopt;
    const auto head = rows.count(0, 2);
    std::vector<Interval> ofGroup;
    for (int row = 0; row < answers[1].size(); ++row) {
        ofGroup.push_back({answers[1].count(row, 0), answers[1].isNull(row, 1) ? head : answers[1].count(row, 1)});
    }
    View view;
    view.conversation = rows.integer(0, 0);
    view.intervals = visibleIntervals(static_cast<ConversationKind>(rows.integer(0, 1)), head, std::move(ofGroup));
    view.cursor = rows.count(0, 3);
    co_return view;
}

// What the user sees of a stretch, at most so many messages from its beginning. Logs have no gaps, so seqs count.
std::vector<Interval> firstOf(const View& view, Interval stretch, std::uint64_t limit) {
    std::vector<Interval> parts;
    for (const auto& interval : view.intervals) {
        const auto first = std::max(interval.first, stretch.first);
        auto last = std::min(interval.last, stretch.last);
        if (first > last || limit == 0) continue;
        last = std::min(last, first + limit - 1);
        limit -= last - first + 1;
        stretch.first = last + 1;
        parts.push_back({first, last});
    }
    return parts;
}

// The same from its end, descending.
std::vector<Interval> lastOf(const View& view, Interval stretch, std::uint64_t limit) {
    std::vector<Interval> parts;
    for (auto interval = view.intervals.rbegin(); interval != view.intervals.rend(); ++interval) {
        auto first = std::max(interval->first, stretch.first);
        const auto last = std::min(interval->last, stretch.last);
        if (first > last || limit == 0) continue;
        if (last - first + 1 > limit) first = last - limit + 1;
        limit -= last - first + 1;
        stretch.last = first - 1;
        parts.push_back({first, last});
    }
    return parts;
}

std::uint64_t sizeOf(const std::vector<Interval>& parts) {
    std::uint64_t size = 0;
    for (const auto& part : parts) size += part.last - part.first + 1;
    return size;
}

// The number of messages that the user sees in a stretch.
std::uint64_t sizeOf(const View& view, Interval stretch) {
    return sizeOf(firstOf(view, stretch, std::uint64_t{1} << 40));
}

Task<std::vector<LogEntry>> readEntries(Connection& connection, std::int64_t conversation, std::vector<Interval> parts,
                                        std::uint64_t bytes) {
    Numbers firsts, lasts;
    for (const auto& part : parts) {
        firsts.push_back(static_cast<std::int64_t>(part.first));
        lasts.push_back(static_cast<std::int64_t>(part.last));
    }
    connection.add(kMessages, Params(conversation, firsts, lasts, bytes));
    auto answers = co_await connection.run();
    const auto& rows = answers.front();
    std::vector<LogEntry> entries;
    entries.reserve(static_cast<std::size_t>(rows.size()));
    for (int row = 0; row < rows.size(); ++row) {
        entries.push_back(entryOf(rows.count(row, 0), rows.count(row, 1), rows.bytes(row, 2)));
    }
    co_return entries;
}

}  // namespace

LogEntry entryOf(std::uint64_t seq, std::uint64_t origin, std::string_view frame) {
    auto message = decodeTrustedBinary(frame);
    if (!message) throw Failure("XX001", "a stored message can't be read");
    return {seq, std::make_shared<const Message>(std::move(*message)), DeviceNumber{origin}};
}

std::vector<Interval> visibleIntervals(ConversationKind kind, std::uint64_t head, std::vector<Interval> ofGroup) {
    if (kind == ConversationKind::group) return ofGroup;
    return {{1, head}};
}

Task<Result<LogRange>> fetchLog(Connection& connection, UserId user, DeviceNumber device, ConversationId conversation,
                                std::uint64_t from, std::size_t maxMessages, std::size_t maxBytes) {
    auto view = co_await findView(connection, user, conversation, device);
    if (!view) co_return unseen(user, conversation);
    LogRange range{conversation, from != 0 ? from : view->cursor + 1, 0, view->head(), {}};
    range.upto = range.from - 1;
    if (range.from > range.head) co_return range;
    const Interval stretch{range.from, range.head};
    auto parts = firstOf(*view, stretch, std::max<std::size_t>(maxMessages, 1));
    range.upto = range.head;
    if (parts.empty()) co_return range;
    const std::uint64_t bytes = std::min<std::uint64_t>(maxBytes, kAnyBytes);
    range.entries = co_await readEntries(connection, view->conversation, std::move(parts), bytes);
    if (range.entries.size() < sizeOf(*view, stretch)) range.upto = range.entries.back().seq;
    co_return range;
}

Task<Result<LogRange>> pageLog(Connection& connection, UserId user, ConversationId conversation,
                               std::optional<std::uint64_t> after, std::optional<std::uint64_t> before,
                               std::size_t limit) {
    auto view = co_await findView(connection, user, conversation, kNoDevice);
    if (!view) co_return unseen(user, conversation);
    limit = std::max<std::size_t>(limit, 1);
    LogRange range{conversation, after.value_or(0) + 1, 0, view->head(), {}};
    range.upto = std::min(range.head, before && *before > 0 ? *before - 1 : range.head);
    if (before && *before == 0) range.upto = 0;
    if (range.from > range.upto) {
        range.upto = range.from - 1;
        co_return range;
    }
    const Interval stretch{range.from, range.upto};
    auto parts = after ? firstOf(*view, stretch, limit) : lastOf(*view, stretch, limit);
    if (parts.empty()) co_return range;
    range.entries = co_await readEntries(connection, view->conversation, std::move(parts), kAnyBytes);
    if (range.entries.size() == sizeOf(*view, stretch)) co_return range;
    if (after)
        range.upto = range.entries.back().seq;
    else
        range.from = range.entries.front().seq;
    co_return range;
}

Task<Result<std::vector<StreamHead>>> readBehind(Connection& connection, UserId user, DeviceNumber device) {
    connection.add(kBehind, Params(user, device));
    auto answers = co_await connection.run();
    const auto& rows = answers.front();
    std::vector<StreamHead> heads;
    for (int row = 0; row < rows.size(); ++row) {
        heads.push_back(
            {ConversationId(rows.bytes(row, 0)), rows.count(row, 1), rows.count(row, 2), rows.flag(row, 3)});
    }
    co_return heads;
}

Task<Result<std::uint64_t>> readLastSeqOf(Connection& connection, ConversationId conversation, UserId author,
                                          std::vector<MessageId> ids) {
    Texts texts;
    for (const auto& id : ids) texts.push_back(id.view());
    connection.add(kLastSeqOf, Params(conversation, author, texts));
    auto answers = co_await connection.run();
    co_return answers.front().count(0, 0);
}

}  // namespace baithak::postgres
