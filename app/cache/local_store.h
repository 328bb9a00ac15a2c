// SPDX-License-Identifier: MIT
#pragma once

// One account's messages on this device: an SQLite file (schema.sql) in WAL mode, fully synced, so that what was
// confirmed to the server or shown as queued is there after a crash. Synchronous; one thread uses it, the one that
// opened it. Every change is one transaction. Errors are Errc::unavailable with SQLite's words.

#include <QByteArray>
#include <QList>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QString>
#include <QStringList>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "app/cache/rows.h"
#include "shared/base/result.h"
#include "shared/model/message.h"

namespace baithak::client {

// What one message from the server becomes. A hidden one (not for the eye) only moves the position.
struct Arrival {
    MessageRow row;
    bool isHidden = false;
    bool movesPosition = false;  // it came on the live stream and is confirmed after this
};

// A conversation as GET /conversations tells it.
struct ConversationUpdate {
    ConversationRow row;          // draft, last and the two counts from messages are not used
    QList<MemberRow> members;     // marks; empty: unchanged
    std::optional<Arrival> last;  // the newest message, for a preview where this device has none
};

// A receipt: the marks of one member, which never go back.
struct MarkMove {
    QString conversation;
    QString user;
    qint64 delivered = 0;
    qint64 read = 0;
};

struct PendingMark {
    QString conversation;
    qint64 readSeq = 0;  // 0: nothing to tell
    std::optional<bool> muted;
    std::optional<bool> pinned;
};

class LocalStore {
public:
    // Makes the file and its tables when they are not there. `self` is the account's user name.
    static Result<std::unique_ptr<LocalStore>> open(const QString& path, const QString& self);
    ~LocalStore();
    LocalStore(const LocalStore&) = delete;
    LocalStore& operator=(const LocalStore&) = delete;

    // The outbox: messages in the order written, until they are acknowledged, refused for good or discarded.
    Result<MessageRow> addOutgoing(const Message& message, const QString& conversation, const QString& text,
                                   bool clearsDraft);
    std::vector<Message> outbox();
    int outboxSize();
    // Where an acknowledged message stands now; nothing for an id that is not in the outbox.
    Result<std::optional<MessageRow>> acknowledge(const QString& id, const QString& conversation, qint64 seq,
                                                  qint64 serverTime);
    Result<std::optional<MessageRow>> refuse(const QString& id, const QString& why);
    // A failed message goes to the end of the outbox again, as `message`: under another id, since the server refuses
    // the one that it refused before.
    Result<std::optional<MessageRow>> requeue(const QString& failed, const Message& message,
                                              const QString& conversation);
    // Takes a failed message away. The conversation it was in; nothing when it can no longer be taken back.
    Result<std::optional<QString>> discard(const QString& id);

    // Writes what arrived; a message that is there already is not written twice. Answers the rows that are new, or that
    // were queued here and turn out to be stored.
    Result<QList<MessageRow>> keep(const std::vector<Arrival>& batch);
    // Per conversation, the last seq of the live stream that is kept.
    QList<std::pair<QString, qint64>> positions();

    Result<> update(const QList<ConversationUpdate>& updates, const QString& cursor);
    QString cursor();
    Result<bool> addConversation(const ConversationRow& row);
    Result<> setMembers(const QString& conversation, const QList<MemberRow>& members);
    Result<> setTitle(const QString& conversation, const QString& title);
    Result<> setMembership(const QString& conversation, bool isMember);
    // Answers the conversations in which something moved.
    Result<QStringList> moveMarks(const QList<MarkMove>& moves);
    Result<> setHistoryComplete(const QString& conversation);
    bool isHistoryComplete(const QString& conversation);

    // The user has read up to here; true when the mark moved. It waits to be told to the server.
    Result<bool> markRead(const QString& conversation, qint64 seq);
    Result<> setFlags(const QString& conversation, std::optional<bool> muted, std::optional<bool> pinned);
    QList<PendingMark> pendingMarks();
    Result<> readTold(const QString& conversation, qint64 seq);
    Result<> flagsTold(const PendingMark& told);
    Result<> saveDraft(const QString& conversation, const QString& text);

    QList<ConversationRow> conversations();
    std::optional<ConversationRow> conversation(const QString& id);
    // Newest first: those before a seq, or, with 0, the newest with what is in the outbox.
    QList<MessageRow> messages(const QString& conversation, qint64 beforeSeq, int limit);
    // One's own message.
    std::optional<MessageRow> ownMessage(const QString& id);
    // The seqs of the oldest and newest message here; 0 when there is none.
    std::pair<qint64, qint64> range(const QString& conversation);
    // Whether any place from the one seq to the other is not here.
    bool hasHole(const QString& conversation, qint64 from, qint64 to);
    QList<MemberRow> members(const QString& conversation);
    QStringList contacts();
    Result<> addContacts(const QStringList& names);

private:
    LocalStore(QString connection, QString self);

    // Qt's driver would rename numbered parameters: a statement knows which value stands at each of its marks.
    struct Statement {
        QSqlQuery query;
        std::vector<int> order;

        explicit Statement(const QSqlDatabase& database) : query(database) {}
        void bind(const QVariantList& values);
    };
    Statement& statement(const char* sql);
    Result<> run(const char* sql, const QVariantList& values);
    // Calls `row` for each row of the answer; false when the query failed.
    bool each(const char* sql, const QVariantList& values, const std::function<void(const QSqlQuery&)>& row);
    std::optional<MessageRow> oneMessage(const char* sql, const QVariantList& values);
    QList<MessageRow> allMessages(const char* sql, const QVariantList& values);
    qint64 number(const char* sql, const QVariantList& values);
    Result<> prepareSchema();
    Result<bool> insertMessage(const MessageRow& row, bool isHidden);
    Result<> keepOne(const Arrival& arrival, QList<MessageRow>& fresh);
    Result<> ensureConversation(const QString& id, qint64 at);
    Result<> writeConversation(const ConversationUpdate& update);
    Result<> writeMember(const QString& conversation, const MemberRow& member);
    Result<> refreshMarks(const QString& conversation);
    qint64 readThrough(const QString& conversation, qint64 seq);
    Result<bool> moveOwnMark(const MarkMove& move);
    Result<bool> moveMark(const MarkMove& move);
    std::optional<MessageRow> lastMessage(const QString& conversation);
    void addLast(ConversationRow& row);
    Error failure(const QSqlQuery& query) const;

    QString connection_;
    QString self_;
    QSqlDatabase database_;
    std::unordered_map<const char*, std::unique_ptr<Statement>> statements_;  // by the address of the literal
};

}  // namespace baithak::client
