// SPDX-License-Identifier: MIT

#include "server/store/sqlite/conversation_reader.h"

#include <algorithm>

#include "server/store/mark_rules.h"

namespace baithak::sqlite {

struct ConversationReader::Row {
    View view;
    ConversationId conversation;
    std::string groupName;
    bool isMember = true;
    std::uint64_t delivered = 0, read = 0;
    bool muted = false, pinned = false, archived = false;
};

// One who has left sees nothing of what came after: only changes of their own row.
ConversationReader::ConversationReader(Connection& connection, LogReader& log)
    : log_(log),
      selectChanged_(
          connection.handle(),
          "SELECT c.number, p.user, c.kind, c.name, c.head, p.left_at, p.delivered, p.read, p.muted, "
          "p.pinned, p.archived, g.name FROM participants p JOIN conversations c ON c.number = p.conversation "
          "LEFT JOIN groups g ON g.conversation = c.number "
          "WHERE p.user = (SELECT number FROM users WHERE username = ?1) AND c.kind IN (1, 3) "
          "AND (p.changed > ?2 OR (c.changed > ?2 AND p.left_at IS NULL))"),
      countUnread_(connection.handle(),
                   "SELECT count(*), total(tally = 2) FROM messages "
                   "WHERE position BETWEEN ?1 AND ?2 AND tally > 0 AND source <> ?3"),
      selectMentions_(connection.handle(),
                      "SELECT frame FROM messages "
                      "WHERE position BETWEEN ?1 AND ?2 AND tally = 2 AND source <> ?3"),
      countMembers_(connection.handle(),
                    "SELECT count(*), ifnull(sum(delivered >= ?2), 0), ifnull(sum(read >= ?2), 0) FROM participants "
                    "WHERE conversation = ?1 AND left_at IS NULL"),
      selectMarks_(connection.handle(),
                   "SELECT u.username, p.delivered, p.read FROM participants p JOIN users u ON u.number = p.user "
                   "WHERE p.conversation = ? AND p.left_at IS NULL ORDER BY p.standing, u.username") {}

std::vector<ConversationSummary> ConversationReader::changedSince(const UserId& user, std::uint64_t since) {
    std::vector<ConversationSummary> summaries;
    auto rows = selectChanged_.query(user, since);
    while (rows.next()) {
        Row row;
        row.view = {rows.integer(0), rows.integer(1), static_cast<ConversationKind>(rows.integer(2)), {}};
        row.conversation = ConversationId(rows.bytes(3));
        log_.readIntervals(row.view, rows.count(4));
        row.isMember = rows.isNull(5);
        row.delivered = rows.count(6);
        row.read = rows.count(7);
        row.muted = rows.integer(8) != 0;
        row.pinned = rows.integer(9) != 0;
        row.archived = rows.integer(10) != 0;
        row.groupName = rows.text(11);
        summaries.push_back(summaryOf(row, user));
    }
    return summaries;
}

ConversationSummary ConversationReader::summaryOf(const Row& row, const UserId& user) {
    ConversationSummary summary;
    summary.conversation = row.conversation;
    summary.title = row.view.kind == ConversationKind::group ? row.groupName : otherPeer(row.conversation, user);
    summary.lastSeq = row.view.head();
    summary.readSeq = row.read;
    summary.deliveredSeq = row.delivered;
    summary.muted = row.muted;
    summary.pinned = row.pinned;
    summary.archived = row.archived;
    summary.isMember = row.isMember;
    summary.last = log_.last(row.view);
    countUnread(row.view, user, summary);
    if (row.isMember) readMarks(row.view, summary);
    return summary;
}

void ConversationReader::countUnread(const View& view, const UserId& user, ConversationSummary& summary) {
    for (const auto& interval : view.intervals) {
        const auto first = std::max(interval.first, summary.readSeq + 1);
        if (first > interval.last) continue;
        const auto from = positionOf(view.conversation, first);
        const auto to = positionOf(view.conversation, interval.last);
        auto counted = countUnread_.query(from, to, view.user);
        if (!counted.next()) continue;
        summary.unread += counted.count(0);
        if (counted.count(1) == 0) continue;
        auto naming = selectMentions_.query(from, to, view.user);
        while (naming.next()) {
            const auto entry = entryOf(0, 0, naming.bytes(0));
            if (listNames(entry.message->meta.get(meta_key::kMentions), user.view())) ++summary.mentions;
        }
    }
}

void ConversationReader::readMarks(const View& view, ConversationSummary& summary) {
    auto counted = countMembers_.query(view.conversation, summary.lastSeq);
    if (!counted.next()) return;
    summary.memberCount = counted.count(0);
    summary.deliveredCount = counted.count(1);
    summary.readCount = counted.count(2);
    if (summary.memberCount > kMembersWithMarks) return;
    auto marks = selectMarks_.query(view.conversation);
    while (marks.next()) summary.marks.push_back({UserId(marks.bytes(0)), marks.count(1), marks.count(2)});
}

}  // namespace baithak::sqlite
