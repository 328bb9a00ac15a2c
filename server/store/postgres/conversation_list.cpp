// SPDX-License-Identifier: MIT

#include "server/store/postgres/conversation_list.h"

#include <unordered_map>

#include "server/store/mark_rules.h"
#include "server/store/postgres/log_queries.h"

namespace baithak::postgres {

namespace {

// Before the rows, so that it is not ahead of them.
constexpr Query kSettled{"list.settled", "SELECT settled_stamp()"};
// One who has left sees nothing of what came after: only changes of their own row.
constexpr Query kChanged{"list.changed",
                         "SELECT c.number, p.\"user\", c.kind, c.name, c.head, p.left_at, p.delivered, p.read, "
                         "p.muted, p.pinned, p.archived, "
                         "g.name FROM participants p JOIN conversations c ON c.number = p.conversation LEFT JOIN "
                         "marked k ON k.conversation = c.number LEFT JOIN groups g ON g.conversation = c.number "
                         "WHERE p.\"user\" = (SELECT number FROM users WHERE username = $1) AND c.kind IN (1, 3) AND "
                         "(p.changed > $2 OR (p.left_at IS NULL AND "
                         "(c.changed > $2 OR k.changed > $2)))"};
constexpr Query kIntervals{"list.intervals",
                           "SELECT i.conversation, i.first_seq, i.last_seq FROM unnest($1) AS n "
                           "JOIN intervals i ON i.conversation = n AND i.\"user\" = $2 ORDER BY i.conversation, 2"};
constexpr Query kLast{
    "list.last",
    "SELECT w.i, m.seq, m.origin, m.frame FROM unnest($1, $2) WITH ORDINALITY AS w(conversation, seq, i) "
    "JOIN messages m ON m.conversation = w.conversation AND m.seq = w.seq"};
constexpr Query kUnread{"list.unread",
                        "SELECT w.i, count(*) FROM unnest($1, $2, $3, $4) AS w(i, conversation, first, last) "
                        "JOIN messages m ON m.conversation = w.conversation AND m.seq BETWEEN w.first AND w.last "
                        "WHERE m.tally > 0 AND m.source <> $5 GROUP BY w.i"};
constexpr Query kNaming{"list.naming",
                        "SELECT w.i, m.frame FROM unnest($1, $2, $3, $4) AS w(i, conversation, first, last) "
                        "JOIN messages m ON m.conversation = w.conversation AND m.seq BETWEEN w.first AND w.last "
                        "WHERE m.tally = 2 AND m.source <> $5"};
constexpr Query kCounts{"list.counts",
                        "SELECT w.i, count(*), count(*) FILTER (WHERE p.delivered >= w.seq), "
                        "count(*) FILTER (WHERE p.read >= w.seq) "
                        "FROM unnest($1, $2, $3) AS w(i, conversation, seq) "
                        "JOIN participants p ON p.conversation = w.conversation AND p.left_at IS NULL GROUP BY w.i"};
constexpr Query kMarks{
    "list.marks",
    "SELECT i, username, delivered, read FROM (SELECT w.i, u.username, p.delivered, p.read, p.standing, "
    "count(*) OVER (PARTITION BY w.i) AS members FROM unnest($1, $2) AS w(i, conversation) "
    "JOIN participants p ON p.conversation = w.conversation AND p.left_at IS NULL "
    "JOIN users u ON u.number = p.\"user\") AS found WHERE members <= $3 ORDER BY i, standing, username"};

// One conversation on its way to a summary.
struct Listed {
    std::int64_t conversation = 0;
    ConversationKind kind = ConversationKind::direct;
    std::uint64_t head = 0;
    std::vector<Interval> intervals;
    ConversationSummary summary;
};

std::vector<Listed> listedOf(const Rows& rows, const UserId& user) {
    std::vector<Listed> all;
    for (int row = 0; row < rows.size(); ++row) {
        Listed listed;
        listed.conversation = rows.integer(row, 0);
        listed.kind = static_cast<ConversationKind>(rows.integer(row, 2));
        listed.head = rows.count(row, 4);
        auto& summary = listed.summary;
        summary.conversation = ConversationId(rows.bytes(row, 3));
        summary.isMember = rows.isNull(row, 5);
        summary.deliveredSeq = rows.count(row, 6);
        summary.readSeq = rows.count(row, 7);
        summary.muted = rows.flag(row, 8);
        summary.pinned = rows.flag(row, 9);
        summary.archived = rows.flag(row, 10);
        const bool isGroup = listed.kind == ConversationKind::group;
        summary.title = isGroup ? rows.text(row, 11) : otherPeer(summary.conversation, user);
        all.push_back(std::move(listed));
    }
    return all;
}

Task<> readIntervals(Connection& connection, std::vector<Listed>& all, std::int64_t user) {
    Numbers groups;
    std::unordered_map<std::int64_t, std::uint64_t> heads;
    for (const auto& listed : all) {
        if (listed.kind != ConversationKind::group) continue;
        groups.push_back(listed.conversation);
        heads[listed.conversation] = listed.head;
    }
    std::unordered_map<std::int64_t, std::vector<Interval>> found;
    if (!groups.empty()) {
        connection.add(kIntervals, Params(groups, user));
        auto answers = co_await connection.run();
        const auto& rows = answers.front();
        for (int row = 0; row < rows.size(); ++row) {
            const auto group = rows.integer(row, 0);
            found[group].push_back({rows.count(row, 1), rows.isNull(row, 2) ? heads[group] : rows.count(row, 2)});
        }
    }
    for (auto& listed : all) {
        listed.intervals = visibleIntervals(listed.kind, listed.head, std::move(found[listed.conversation]));
        listed.summary.lastSeq = listed.intervals.empty() ? 0 : listed.intervals.back().last;
    }
}

void askDetails(Connection& connection, const std::vector<Listed>& all, std::int64_t user) {
    Numbers places, logs, lasts;                         // one a conversation
    Numbers spanPlaces, spanLogs, spanFirsts, spanEnds;  // one a stretch that may hold unread ones
    Numbers memberPlaces, memberLogs, memberLasts;       // one a conversation that the user is in
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto& listed = all[i];
        const auto place = static_cast<std::int64_t>(i);
        const auto last = static_cast<std::int64_t>(listed.summary.lastSeq);
        places.push_back(place);
        logs.push_back(listed.conversation);
        lasts.push_back(last);
        for (const auto& interval : listed.intervals) {
            const auto first = std::max(interval.first, listed.summary.readSeq + 1);
            if (first > interval.last) continue;
            spanPlaces.push_back(place);
            spanLogs.push_back(listed.conversation);
            spanFirsts.push_back(static_cast<std::int64_t>(first));
            spanEnds.push_back(static_cast<std::int64_t>(interval.last));
        }
        if (!listed.summary.isMember) continue;
        memberPlaces.push_back(place);
        memberLogs.push_back(listed.conversation);
        memberLasts.push_back(last);
    }
    connection.add(kLast, Params(logs, lasts));
    connection.add(kUnread, Params(spanPlaces, spanLogs, spanFirsts, spanEnds, user));
    connection.add(kNaming, Params(spanPlaces, spanLogs, spanFirsts, spanEnds, user));
    connection.add(kCounts, Params(memberPlaces, memberLogs, memberLasts));
    connection.add(kMarks, Params(memberPlaces, memberLogs, kMembersWithMarks));
}

void fill(std::vector<Listed>& all, const std::vector<Rows>& answers, const UserId& user) {
    const auto summaryAt = [&all](std::uint64_t place) -> ConversationSummary& { return all[place].summary; };
    const auto& last = answers[0];
    for (int row = 0; row < last.size(); ++row) {
        auto& summary = summaryAt(last.count(row, 0) - 1);
        summary.last = entryOf(last.count(row, 1), last.count(row, 2), last.bytes(row, 3));
    }
    const auto& unread = answers[1];
    for (int row = 0; row < unread.size(); ++row) summaryAt(unread.count(row, 0)).unread = unread.count(row, 1);
    const auto& naming = answers[2];
    for (int row = 0; row < naming.size(); ++row) {
        const auto entry = entryOf(0, 0, naming.bytes(row, 1));
        if (!listNames(entry.message->meta.get(meta_key::kMentions), user.view())) continue;
        ++summaryAt(naming.count(row, 0)).mentions;
    }
    const auto& counts = answers[3];
    for (int row = 0; row < counts.size(); ++row) {
        auto& summary = summaryAt(counts.count(row, 0));
        summary.memberCount = counts.count(row, 1);
        summary.deliveredCount = counts.count(row, 2);
        summary.readCount = counts.count(row, 3);
    }
    const auto& marks = answers[4];
    for (int row = 0; row < marks.size(); ++row) {
        auto& summary = summaryAt(marks.count(row, 0));
        summary.marks.push_back({UserId(marks.bytes(row, 1)), marks.count(row, 2), marks.count(row, 3)});
    }
}

}  // namespace

Task<Result<ConversationPage>> listConversations(Connection& connection, UserId user, std::uint64_t since) {
    connection.add(kSettled);
    connection.add(kChanged, Params(user, since));
    auto listedRows = co_await connection.run();
    ConversationPage page;
    page.cursor = listedRows[0].count(0, 0);
    auto all = listedOf(listedRows[1], user);
    if (all.empty()) co_return page;
    const auto number = listedRows[1].integer(0, 1);
    co_await readIntervals(connection, all, number);
    askDetails(connection, all, number);
    auto details = co_await connection.run();
    fill(all, details, user);
    for (auto& listed : all) page.conversations.push_back(std::move(listed.summary));
    co_return page;
}

}  // namespace baithak::postgres
