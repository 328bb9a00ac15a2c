// SPDX-License-Identifier: MIT
// The marks, flags, members and contacts of LocalStore; its messages are in local_store.cpp.
#include "app/cache/local_store.h"
#include "app/cache/transaction.h"

namespace baithak::client {
namespace {

constexpr auto kCursor = "cursor";

// A null string would be NULL to SQLite.
QString present(const QString& text) { return text.isNull() ? QStringLiteral("") : text; }

}  // namespace

// ---- what the server says ---------------------------------------------------------------------------------------

Result<> LocalStore::update(const QList<ConversationUpdate>& updates, const QString& cursor) {
    Transaction transaction(database_);
    for (const auto& each : updates) {
        if (auto done = writeConversation(each); !done) return done;
    }
    auto done =
        run("INSERT INTO facts (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value=excluded.value",
            {QString::fromLatin1(kCursor), present(cursor)});
    if (!done) return done;
    return transaction.commit();
}

QString LocalStore::cursor() {
    QString cursor;
    each("SELECT value FROM facts WHERE name=?", {QString::fromLatin1(kCursor)},
         [&cursor](const QSqlQuery& query) { cursor = query.value(0).toString(); });
    return cursor;
}

Result<> LocalStore::writeConversation(const ConversationUpdate& update) {
    const ConversationRow& row = update.row;
    auto done = ensureConversation(row.id, row.activityAt);
    if (done) {
        done = run(
            "UPDATE conversations SET title=?, member_count=?, is_member=?, archived=?, last_seq=max(last_seq, ?),"
            " muted=CASE WHEN muted_untold THEN muted ELSE ? END, pinned=CASE WHEN pinned_untold THEN pinned ELSE ? END"
            " WHERE id=?",
            {present(row.title), row.memberCount, row.isMember, row.archived, row.lastSeq, row.muted, row.pinned,
             row.id});
    }
    // What the user has read here and the server has not heard of yet stands.
    if (done) {
        done =
            run("UPDATE conversations SET read_seq=?1, read_untold=0, unread_hint=?2, mentions_hint=?3 WHERE id=?4 AND"
                " read_seq <= ?1",
                {row.readSeq, row.unread, row.mentions, row.id});
    }
    if (done && update.last) {
        QList<MessageRow> fresh;
        done = keepOne(*update.last, fresh);
    }
    for (const auto& member : update.members) {
        if (done) done = writeMember(row.id, member);
    }
    if (done) done = refreshMarks(row.id);
    return done;
}

Result<> LocalStore::writeMember(const QString& conversation, const MemberRow& member) {
    return run(
        "INSERT INTO members (conversation, username, role, delivered, read) VALUES (?,?,?,?,?)"
        " ON CONFLICT (conversation, username) DO UPDATE SET delivered=max(delivered, excluded.delivered),"
        " read=max(read, excluded.read), role=CASE WHEN excluded.role='' THEN role ELSE excluded.role END",
        {conversation, member.user, present(member.role), member.delivered, member.read});
}

// A mark of the conversation is that of the slowest of the others, and never goes back.
Result<> LocalStore::refreshMarks(const QString& conversation) {
    return run(
        "UPDATE conversations SET"
        " delivered_up_to=max(delivered_up_to, (SELECT coalesce(min(delivered), 0) FROM members"
        "   WHERE conversation=?1 AND username<>?2)),"
        " read_up_to=max(read_up_to, (SELECT coalesce(min(read), 0) FROM members"
        "   WHERE conversation=?1 AND username<>?2)) WHERE id=?1",
        {conversation, self_});
}

Result<QStringList> LocalStore::moveMarks(const QList<MarkMove>& moves) {
    QStringList moved;
    Transaction transaction(database_);
    for (const auto& move : moves) {
        const auto done = move.user == self_ ? moveOwnMark(move) : moveMark(move);
        if (!done) return done.error();
        if (*done && !moved.contains(move.conversation)) moved << move.conversation;
    }
    if (auto done = transaction.commit(); !done) return done.error();
    return moved;
}

// Read on another device of ours.
Result<bool> LocalStore::moveOwnMark(const MarkMove& move) {
    if (number("SELECT count(*) FROM conversations WHERE id=? AND read_seq < ?", {move.conversation, move.read}) == 0)
        return false;
    auto done =
        run("UPDATE conversations SET read_seq=?1, unread_hint=CASE WHEN last_seq <= ?2 THEN 0 ELSE unread_hint END,"
            " mentions_hint=CASE WHEN last_seq <= ?2 THEN 0 ELSE mentions_hint END WHERE id=?3",
            {move.read, readThrough(move.conversation, move.read), move.conversation});
    if (!done) return done.error();
    return true;
}

Result<bool> LocalStore::moveMark(const MarkMove& move) {
    const qint64 stands =
        number("SELECT count(*) FROM members WHERE conversation=? AND username=? AND delivered >= ? AND read >= ?",
               {move.conversation, move.user, move.delivered, move.read});
    if (stands > 0) return false;
    auto done = writeMember(move.conversation, {move.user, {}, move.delivered, move.read});
    if (done) done = refreshMarks(move.conversation);
    if (!done) return done.error();
    return true;
}

// ---- members and contacts ---------------------------------------------------------------------------------------

Result<> LocalStore::setMembers(const QString& conversation, const QList<MemberRow>& members) {
    QStringList names;
    for (const auto& member : members) names << member.user;
    Transaction transaction(database_);
    const auto before = this->members(conversation);
    Result<> done;
    for (const auto& member : before) {
        if (done && !names.contains(member.user)) {
            done = run("DELETE FROM members WHERE conversation=? AND username=?", {conversation, member.user});
        }
    }
    for (const auto& member : members) {
        if (done) done = writeMember(conversation, member);
    }
    if (done) {
        done = run("UPDATE conversations SET member_count=?, is_member=? WHERE id=?",
                   {members.size(), names.contains(self_), conversation});
    }
    if (done) done = refreshMarks(conversation);
    if (done) done = transaction.commit();
    return done;
}

Result<> LocalStore::setTitle(const QString& conversation, const QString& title) {
    return run("UPDATE conversations SET title=? WHERE id=?", {present(title), conversation});
}

Result<> LocalStore::setMembership(const QString& conversation, bool isMember) {
    return run("UPDATE conversations SET is_member=? WHERE id=?", {isMember, conversation});
}

QList<MemberRow> LocalStore::members(const QString& conversation) {
    QList<MemberRow> rows;
    each("SELECT username, role, delivered, read FROM members WHERE conversation=? ORDER BY username", {conversation},
         [&rows](const QSqlQuery& query) {
             rows << MemberRow{query.value(0).toString(), query.value(1).toString(), query.value(2).toLongLong(),
                               query.value(3).toLongLong()};
         });
    return rows;
}

QStringList LocalStore::contacts() {
    QStringList names;
    each("SELECT username FROM contacts UNION SELECT username FROM members ORDER BY 1", {},
         [&names](const QSqlQuery& query) { names << query.value(0).toString(); });
    return names;
}

Result<> LocalStore::addContacts(const QStringList& names) {
    Transaction transaction(database_);
    for (const auto& name : names) {
        if (auto done = run("INSERT OR IGNORE INTO contacts (username) VALUES (?)", {name}); !done) return done;
    }
    return transaction.commit();
}

// ---- what the user does -----------------------------------------------------------------------------------------

// Who has read that message has read all up to the next one of another that can be seen. What is not here can't be
// told.
qint64 LocalStore::readThrough(const QString& conversation, qint64 seq) {
    const qint64 upTo = number(
        "SELECT coalesce((SELECT min(seq) - 1 FROM messages WHERE conversation=?1 AND seq > ?2 AND is_hidden=0"
        " AND source<>?3), last_seq) FROM conversations WHERE id=?1",
        {conversation, seq, self_});
    return upTo > seq && !hasHole(conversation, seq + 1, upTo) ? upTo : seq;
}

Result<bool> LocalStore::markRead(const QString& conversation, qint64 seq) {
    const qint64 upTo = readThrough(conversation, seq);
    if (number("SELECT count(*) FROM conversations WHERE id=? AND read_seq < ?", {conversation, upTo}) == 0)
        return false;
    auto done =
        run("UPDATE conversations SET read_seq=?1, read_untold=1,"
            " unread_hint=CASE WHEN last_seq <= ?1 THEN 0 ELSE unread_hint END,"
            " mentions_hint=CASE WHEN last_seq <= ?1 THEN 0 ELSE mentions_hint END WHERE id=?2",
            {upTo, conversation});
    if (!done) return done.error();
    return true;
}

Result<> LocalStore::setFlags(const QString& conversation, std::optional<bool> muted, std::optional<bool> pinned) {
    Result<> done;
    if (muted) done = run("UPDATE conversations SET muted=?, muted_untold=1 WHERE id=?", {*muted, conversation});
    if (done && pinned) {
        done = run("UPDATE conversations SET pinned=?, pinned_untold=1 WHERE id=?", {*pinned, conversation});
    }
    return done;
}

QList<PendingMark> LocalStore::pendingMarks() {
    QList<PendingMark> marks;
    each(
        "SELECT id, read_untold, read_seq, muted_untold, muted, pinned_untold, pinned FROM conversations"
        " WHERE read_untold OR muted_untold OR pinned_untold",
        {}, [&marks](const QSqlQuery& query) {
            PendingMark mark;
            mark.conversation = query.value(0).toString();
            if (query.value(1).toBool()) mark.readSeq = query.value(2).toLongLong();
            if (query.value(3).toBool()) mark.muted = query.value(4).toBool();
            if (query.value(5).toBool()) mark.pinned = query.value(6).toBool();
            marks << mark;
        });
    return marks;
}

Result<> LocalStore::readTold(const QString& conversation, qint64 seq) {
    return run("UPDATE conversations SET read_untold=0 WHERE id=? AND read_seq <= ?", {conversation, seq});
}

Result<> LocalStore::flagsTold(const PendingMark& told) {
    Result<> done;
    if (told.muted) {
        done = run("UPDATE conversations SET muted_untold=0 WHERE id=? AND muted=?", {told.conversation, *told.muted});
    }
    if (done && told.pinned) {
        done =
            run("UPDATE conversations SET pinned_untold=0 WHERE id=? AND pinned=?", {told.conversation, *told.pinned});
    }
    return done;
}

Result<> LocalStore::saveDraft(const QString& conversation, const QString& text) {
    return run("UPDATE conversations SET draft=? WHERE id=?", {present(text), conversation});
}

Result<> LocalStore::setHistoryComplete(const QString& conversation) {
    return run("UPDATE conversations SET history_complete=1 WHERE id=?", {conversation});
}

bool LocalStore::isHistoryComplete(const QString& conversation) {
    return number("SELECT history_complete FROM conversations WHERE id=?", {conversation}) != 0;
}

}  // namespace baithak::client
