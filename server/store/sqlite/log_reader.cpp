// SPDX-License-Identifier: MIT

#include "server/store/sqlite/log_reader.h"

#include <algorithm>

#include "shared/protocol/codec.h"

namespace baithak::sqlite {

LogEntry entryOf(std::uint64_t seq, std::uint64_t origin, std::string_view frame) {
    auto message = decodeTrustedBinary(frame);
    if (!message) throw Failure(SQLITE_CORRUPT, "a stored message can't be read");
    return {seq, std::make_shared<const Message>(std::move(*message)), DeviceNumber{origin}};
}

LogReader::LogReader(Connection& connection)
    : selectView_(connection.handle(),
                  "SELECT c.number, p.user, c.kind, c.head FROM conversations c JOIN participants p "
                  "ON p.conversation = c.number AND p.user = (SELECT number FROM users WHERE username = ?1) "
                  "WHERE c.name = ?2"),
      selectIntervals_(connection.handle(),
                       "SELECT first_seq, last_seq FROM intervals "
                       "WHERE conversation = ? AND user = ? ORDER BY first_seq"),
      selectCursor_(connection.handle(), "SELECT seq FROM cursors WHERE device = ? AND conversation = ?"),
      selectBehind_(connection.handle(),
                    "SELECT c.name, ifnull(p.left_at, c.head), ifnull(k.seq, 0), p.muted "
                    "FROM participants p JOIN conversations c ON c.number = p.conversation "
                    "LEFT JOIN cursors k ON k.device = ?2 AND k.conversation = c.number "
                    "WHERE p.user = (SELECT number FROM users WHERE username = ?1) "
                    "AND ifnull(p.left_at, c.head) > ifnull(k.seq, 0)"),
      selectUp_(connection.handle(),
                "SELECT position, origin, frame FROM messages "
                "WHERE position BETWEEN ? AND ? ORDER BY position"),
      selectDown_(connection.handle(),
                  "SELECT position, origin, frame FROM messages "
                  "WHERE position BETWEEN ? AND ? ORDER BY position DESC LIMIT ?"),
      selectNumber_(connection.handle(), "SELECT number FROM conversations WHERE name = ?"),
      index_(connection) {}

std::optional<View> LogReader::find(const UserId& user, const ConversationId& conversation) {
    auto rows = selectView_.query(user, conversation);
    if (!rows.next()) return std::nullopt;
    View view{rows.integer(0), rows.integer(1), static_cast<ConversationKind>(rows.integer(2)), {}};
    readIntervals(view, rows.count(3));
    return view;
}

void LogReader::readIntervals(View& view, std::uint64_t head) {
    if (view.kind != ConversationKind::group) {
        view.intervals.push_back({1, head});
        return;
    }
    auto rows = selectIntervals_.query(view.conversation, view.user);
    while (rows.next()) view.intervals.push_back({rows.count(0), rows.isNull(1) ? head : rows.count(1)});
}

std::uint64_t LogReader::cursorOf(DeviceNumber device, std::int64_t conversation) {
    auto rows = selectCursor_.query(device, conversation);
    return rows.next() ? rows.count(0) : 0;
}

std::uint64_t LogReader::lastSeqOf(const ConversationId& conversation, const UserId& author,
                                   const std::vector<MessageId>& ids) {
    auto rows = selectNumber_.query(conversation);
    if (!rows.next()) return 0;
    std::uint64_t last = 0;
    for (const auto& id : ids) {
        if (const auto known = index_.find(rows.integer(0), author, id)) last = std::max(last, known->seq);
    }
    return last;
}

std::vector<StreamHead> LogReader::behind(const UserId& user, DeviceNumber device) {
    std::vector<StreamHead> heads;
    auto rows = selectBehind_.query(user, device);
    while (rows.next()) {
        heads.push_back({ConversationId(rows.bytes(0)), rows.count(1), rows.count(2), rows.integer(3) != 0});
    }
    return heads;
}

namespace {

Error unseen(const UserId& user, const ConversationId& conversation) {
    return {Errc::notFound, user.value + " has no conversation " + conversation.value + "."};
}

}  // namespace

Result<LogRange> LogReader::fetch(const UserId& user, DeviceNumber device, const ConversationId& conversation,
                                  std::uint64_t from, std::size_t maxMessages, std::size_t maxBytes) {
    const auto view = find(user, conversation);
    if (!view) return unseen(user, conversation);
    LogRange range{conversation, from != 0 ? from : cursorOf(device, view->conversation) + 1, 0, view->head(), {}};
    range.upto = range.from - 1;
    if (range.from > range.head) return range;
    if (readUp(*view, {range.from, range.head}, {std::max<std::size_t>(maxMessages, 1), maxBytes}, range.entries)) {
        range.upto = range.head;
    } else {
        range.upto = range.entries.back().seq;
    }
    return range;
}

// Answers whether it reached the end of the stretch.
bool LogReader::readUp(const View& view, Interval stretch, Bounds bounds, std::vector<LogEntry>& entries) {
    std::size_t bytes = 0;
    for (const auto& interval : view.intervals) {
        const auto first = std::max(interval.first, stretch.first);
        const auto last = std::min(interval.last, stretch.last);
        if (first > last) continue;
        stretch.first = last + 1;
        auto rows = selectUp_.query(positionOf(view.conversation, first), positionOf(view.conversation, last));
        while (rows.next()) {
            const auto frame = rows.bytes(2);
            const bool isFull = entries.size() >= bounds.messages || bytes + frame.size() > bounds.bytes;
            if (isFull && !entries.empty()) return false;
            bytes += frame.size();
            entries.push_back(entryOf(seqOf(rows.integer(0)), rows.count(1), frame));
        }
    }
    return true;
}

// The newest first; answers whether it reached the beginning of the stretch.
bool LogReader::readDown(const View& view, Interval stretch, std::size_t limit, std::vector<LogEntry>& entries) {
    for (auto interval = view.intervals.rbegin(); interval != view.intervals.rend(); ++interval) {
        const auto first = std::max(interval->first, stretch.first);
        const auto last = std::min(interval->last, stretch.last);
        if (first > last) continue;
        stretch.last = first - 1;
        // One more than wanted tells whether there is more.
        auto rows = selectDown_.query(positionOf(view.conversation, first), positionOf(view.conversation, last),
                                      limit - entries.size() + 1);
        while (rows.next()) {
            if (entries.size() == limit) return false;
            entries.push_back(entryOf(seqOf(rows.integer(0)), rows.count(1), rows.bytes(2)));
        }
    }
    return true;
}

Result<LogRange> LogReader::page(const UserId& user, const ConversationId& conversation,
                                 std::optional<std::uint64_t> after, std::optional<std::uint64_t> before,
                                 std::size_t limit) {
    const auto view = find(user, conversation);
    if (!view) return unseen(user, conversation);
    limit = std::max<std::size_t>(limit, 1);
    LogRange range{conversation, after.value_or(0) + 1, 0, view->head(), {}};
    range.upto = std::min(range.head, before && *before > 0 ? *before - 1 : range.head);
    if (before && *before == 0) range.upto = 0;
    if (range.from > range.upto) {
        range.upto = range.from - 1;
        return range;
    }
    const Interval stretch{range.from, range.upto};
    if (after) {
        if (!readUp(*view, stretch, {limit, static_cast<std::size_t>(-1)}, range.entries)) {
            range.upto = range.entries.back().seq;
        }
        return range;
    }
    const bool isAll = readDown(*view, stretch, limit, range.entries);
    std::reverse(range.entries.begin(), range.entries.end());
    if (!isAll) range.from = range.entries.front().seq;
    return range;
}

std::optional<LogEntry> LogReader::last(const View& view) {
    std::vector<LogEntry> entries;
    static_cast<void>(readDown(view, {1, view.head()}, 1, entries));
    if (entries.empty()) return std::nullopt;
    return std::move(entries.front());
}

}  // namespace baithak::sqlite
