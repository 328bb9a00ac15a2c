// SPDX-License-Identifier: MIT
// What LocalStore has: conversations and pages of messages as rows. It is written in local_store.cpp.
#include "app/cache/local_store.h"

#include <algorithm>

namespace baithak::client {
namespace {

#define BAITHAK_MESSAGE_COLUMNS                                                                                        \
    "SELECT local_order, conversation, coalesce(seq, 0), source, id, text, content, sent_at, state, error, is_notice," \
    " mentions_me FROM messages WHERE is_hidden=0 AND "

#define BAITHAK_UNREAD                                                                   \
    " FROM messages m WHERE m.conversation=c.id AND m.seq > c.read_seq AND m.source<>?1" \
    " AND m.is_notice=0 AND m.is_hidden=0"

#define BAITHAK_CONVERSATION_COLUMNS                                                                                  \
    "SELECT c.id, c.kind, c.title, c.member_count, c.last_seq, c.read_seq, c.delivered_up_to, c.read_up_to, c.muted," \
    " c.pinned, c.archived, c.is_member, c.activity_at, c.draft, c.unread_hint, c.mentions_hint,"                     \
    " (SELECT count(*)" BAITHAK_UNREAD "), (SELECT count(*)" BAITHAK_UNREAD                                           \
    " AND m.mentions_me=1)"                                                                                           \
    " FROM conversations c "

MessageRow readMessage(const QSqlQuery& query) {
    MessageRow row;
    row.localOrder = query.value(0).toLongLong();
    row.conversation = query.value(1).toString();
    row.seq = query.value(2).toLongLong();
    row.source = query.value(3).toString();
    row.id = query.value(4).toString();
    row.text = query.value(5).toString();
    row.content = query.value(6).toByteArray();
    row.sentAt = query.value(7).toLongLong();
    row.state = static_cast<MessageState>(query.value(8).toInt());
    row.errorText = query.value(9).toString();
    row.isNotice = query.value(10).toBool();
    row.mentionsMe = query.value(11).toBool();
    return row;
}

// The counts of the server stand as long as it knows of messages that are not here.
ConversationRow readConversation(const QSqlQuery& query) {
    ConversationRow row;
    row.id = query.value(0).toString();
    row.kind = static_cast<ConversationKind>(query.value(1).toInt());
    row.title = query.value(2).toString();
    row.memberCount = query.value(3).toInt();
    row.lastSeq = query.value(4).toLongLong();
    row.readSeq = query.value(5).toLongLong();
    row.deliveredUpTo = query.value(6).toLongLong();
    row.readUpTo = query.value(7).toLongLong();
    row.muted = query.value(8).toBool();
    row.pinned = query.value(9).toBool();
    row.archived = query.value(10).toBool();
    row.isMember = query.value(11).toBool();
    row.activityAt = query.value(12).toLongLong();
    row.draft = query.value(13).toString();
    row.unread = std::max(query.value(14).toInt(), query.value(16).toInt());
    row.mentions = std::max(query.value(15).toInt(), query.value(17).toInt());
    return row;
}

}  // namespace

QList<MessageRow> LocalStore::allMessages(const char* sql, const QVariantList& values) {
    QList<MessageRow> rows;
    each(sql, values, [&rows](const QSqlQuery& query) { rows << readMessage(query); });
    return rows;
}

std::optional<MessageRow> LocalStore::oneMessage(const char* sql, const QVariantList& values) {
    const auto rows = allMessages(sql, values);
    if (rows.isEmpty()) return {};
    return rows.first();
}

std::optional<MessageRow> LocalStore::ownMessage(const QString& id) {
    return oneMessage(BAITHAK_MESSAGE_COLUMNS "source=? AND id=? ORDER BY local_order DESC LIMIT 1", {self_, id});
}

std::optional<MessageRow> LocalStore::lastMessage(const QString& conversation) {
    auto unsent = oneMessage(BAITHAK_MESSAGE_COLUMNS "conversation=? AND seq IS NULL ORDER BY local_order DESC LIMIT 1",
                             {conversation});
    if (unsent) return unsent;
    return oneMessage(BAITHAK_MESSAGE_COLUMNS "conversation=? AND seq IS NOT NULL ORDER BY seq DESC LIMIT 1",
                      {conversation});
}

QList<MessageRow> LocalStore::messages(const QString& conversation, qint64 beforeSeq, int limit) {
    if (beforeSeq > 0) {
        return allMessages(BAITHAK_MESSAGE_COLUMNS "conversation=? AND seq < ? ORDER BY seq DESC LIMIT ?",
                           {conversation, beforeSeq, limit});
    }
    auto rows =
        allMessages(BAITHAK_MESSAGE_COLUMNS "conversation=? AND seq IS NULL ORDER BY local_order DESC", {conversation});
    rows << allMessages(BAITHAK_MESSAGE_COLUMNS "conversation=? AND seq IS NOT NULL ORDER BY seq DESC LIMIT ?",
                        {conversation, limit});
    return rows;
}

std::pair<qint64, qint64> LocalStore::range(const QString& conversation) {
    std::pair<qint64, qint64> range{0, 0};
    each("SELECT coalesce(min(seq), 0), coalesce(max(seq), 0) FROM messages WHERE conversation=?", {conversation},
         [&range](const QSqlQuery& query) { range = {query.value(0).toLongLong(), query.value(1).toLongLong()}; });
    return range;
}

bool LocalStore::hasHole(const QString& conversation, qint64 from, qint64 to) {
    if (to <= from) return false;
    return number("SELECT count(*) FROM messages WHERE conversation=? AND seq BETWEEN ? AND ?",
                  {conversation, from, to}) < to - from + 1;
}

QList<ConversationRow> LocalStore::conversations() {
    QList<ConversationRow> rows;
    each(BAITHAK_CONVERSATION_COLUMNS "WHERE c.id NOT LIKE 'sys:%'", {self_},
         [&rows](const QSqlQuery& query) { rows << readConversation(query); });
    for (auto& row : rows) addLast(row);
    return rows;
}

std::optional<ConversationRow> LocalStore::conversation(const QString& id) {
    std::optional<ConversationRow> row;
    each(BAITHAK_CONVERSATION_COLUMNS "WHERE c.id=?2", {self_, id},
         [&row](const QSqlQuery& query) { row = readConversation(query); });
    if (row) addLast(*row);
    return row;
}

void LocalStore::addLast(ConversationRow& row) {
    auto last = lastMessage(row.id);
    row.hasLast = last.has_value();
    if (last) row.last = *std::move(last);
}

}  // namespace baithak::client
