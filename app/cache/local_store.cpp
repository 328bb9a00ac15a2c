// SPDX-License-Identifier: MIT
#include "app/cache/local_store.h"

#include <QFile>
#include <QSqlError>
#include <QUuid>

#include "app/base/convert.h"
#include "app/cache/transaction.h"
#include "shared/model/conversation.h"
#include "shared/protocol/codec.h"

namespace baithak::client {
namespace {

constexpr int kSchemaVersion = 1;

// The statements of schema.sql, one by one: Qt's driver takes no script.
QStringList readSchema() {
    QFile file(QStringLiteral(":/baithak/cache/schema.sql"));
    if (!file.open(QIODevice::ReadOnly | QIODevice::Text)) return {};
    QString script;
    while (!file.atEnd()) script += QString::fromUtf8(file.readLine()).section(QStringLiteral("--"), 0, 0) + u'\n';
    QStringList statements;
    const auto parts = script.split(u';');
    for (const auto& part : parts) {
        if (!part.trimmed().isEmpty()) statements << part;
    }
    return statements;
}

ConversationKind kindFor(const QString& id) {
    const std::string text = toStd(id);
    switch (baithak::kindOf(text).value_or(baithak::ConversationKind::direct)) {
        case baithak::ConversationKind::group:
        case baithak::ConversationKind::channel:
            return ConversationKind::group;
        case baithak::ConversationKind::system:
            return ConversationKind::system;
        default:
            return ConversationKind::direct;
    }
}

}  // namespace

// ---- opening ----------------------------------------------------------------------------------------------------

LocalStore::LocalStore(QString connection, QString self)
    : connection_(std::move(connection)),
      self_(std::move(self)),
      database_(QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), connection_)) {}

LocalStore::~LocalStore() {
    statements_.clear();
    database_.close();
    database_ = {};
    QSqlDatabase::removeDatabase(connection_);
}

Result<std::unique_ptr<LocalStore>> LocalStore::open(const QString& path, const QString& self) {
    std::unique_ptr<LocalStore> store(new LocalStore(QUuid::createUuid().toString(), self));
    store->database_.setDatabaseName(path);
    store->database_.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=3000"));
    if (!store->database_.open())
        return Error{Errc::unavailable, toStd(path + QStringLiteral(": ") + store->database_.lastError().text())};
    for (const auto* pragma : {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA cache_size=-4000"}) {
        if (auto done = store->run(pragma, {}); !done) return done.error();
    }
    if (auto done = store->prepareSchema(); !done) return done.error();
    QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner);
    return store;
}

Result<> LocalStore::prepareSchema() {
    const qint64 version = number("PRAGMA user_version", {});
    if (version == kSchemaVersion) return {};
    if (version != 0) return Error{Errc::unavailable, "The local database was written by a newer version of Baithak."};
    Transaction transaction(database_);
    const QStringList statements = readSchema();
    for (const auto& sql : statements) {
        QSqlQuery query(database_);
        if (!query.exec(sql)) return failure(query);
    }
    if (auto done = run("PRAGMA user_version=1", {}); !done) return done.error();
    return transaction.commit();
}

// ---- statements -------------------------------------------------------------------------------------------------

Error LocalStore::failure(const QSqlQuery& query) const {
    return {Errc::unavailable, "The local database: " + toStd(query.lastError().text())};
}

void LocalStore::Statement::bind(const QVariantList& values) {
    for (std::size_t mark = 0; mark < order.size(); ++mark)
        query.bindValue(static_cast<int>(mark), values.value(order[mark]));
}

// `?2` is the second value wherever it stands; a bare `?` is the next one.
LocalStore::Statement& LocalStore::statement(const char* sql) {
    auto& statement = statements_[sql];
    if (statement) return *statement;
    statement = std::make_unique<Statement>(database_);
    QString plain;
    for (const char* at = sql; *at != 0; ++at) {
        plain += QLatin1Char(*at);
        if (*at != '?') continue;
        const bool isNumbered = at[1] >= '1' && at[1] <= '9';
        statement->order.push_back(isNumbered ? at[1] - '1' : static_cast<int>(statement->order.size()));
        if (isNumbered) ++at;
    }
    statement->query.setForwardOnly(true);
    statement->query.prepare(plain);
    return *statement;
}

Result<> LocalStore::run(const char* sql, const QVariantList& values) {
    Statement& prepared = statement(sql);
    prepared.bind(values);
    const bool done = prepared.query.exec();
    const Result<> outcome = done ? Result<>() : Result<>(failure(prepared.query));
    prepared.query.finish();
    return outcome;
}

bool LocalStore::each(const char* sql, const QVariantList& values, const std::function<void(const QSqlQuery&)>& row) {
    Statement& prepared = statement(sql);
    prepared.bind(values);
    const bool done = prepared.query.exec();
    while (done && prepared.query.next()) row(prepared.query);
    prepared.query.finish();
    return done;
}

qint64 LocalStore::number(const char* sql, const QVariantList& values) {
    qint64 result = 0;
    each(sql, values, [&result](const QSqlQuery& query) { result = query.value(0).toLongLong(); });
    return result;
}

// ---- the outbox -------------------------------------------------------------------------------------------------

Result<MessageRow> LocalStore::addOutgoing(const Message& message, const QString& conversation, const QString& text,
                                           bool clearsDraft) {
    MessageRow row;
    row.conversation = conversation;
    row.id = toQt(message.id);
    row.source = self_;
    row.text = text;
    row.sentAt = static_cast<qint64>(message.sentAt.ms);
    row.state = MessageState::queued;

    Transaction transaction(database_);
    if (auto done = ensureConversation(conversation, row.sentAt); !done) return done.error();
    if (auto done = insertMessage(row, false); !done) return done.error();
    row.localOrder = number("SELECT last_insert_rowid()", {});
    const QByteArray frame = toBytes(encodeBinary(message));
    if (auto done = run("INSERT INTO outbox (id, frame) VALUES (?, ?)", {row.id, frame}); !done) return done.error();
    if (clearsDraft) {
        if (auto done = run("UPDATE conversations SET draft='' WHERE id=?", {conversation}); !done) return done.error();
    }
    if (auto done = transaction.commit(); !done) return done.error();
    return row;
}

std::vector<Message> LocalStore::outbox() {
    std::vector<Message> queued;
    each("SELECT frame FROM outbox ORDER BY place", {}, [&queued](const QSqlQuery& query) {
        const QByteArray frame = query.value(0).toByteArray();
        if (auto message = decodeTrustedBinary(viewOf(frame))) queued.push_back(*std::move(message));
    });
    return queued;
}

int LocalStore::outboxSize() { return static_cast<int>(number("SELECT count(*) FROM outbox", {})); }

Result<std::optional<MessageRow>> LocalStore::acknowledge(const QString& id, const QString& conversation, qint64 seq,
                                                          qint64 serverTime) {
    Transaction transaction(database_);
    auto done =
        run("UPDATE messages SET seq=?, state=?, error='', sent_at=? WHERE source=? AND id=? AND conversation=?",
            {seq, static_cast<int>(MessageState::stored), serverTime, self_, id, conversation});
    if (done) done = run("DELETE FROM outbox WHERE id=?", {id});
    // The live stream does not bring our own messages: they count as kept when they stand next to what is.
    if (done) {
        done =
            run("UPDATE conversations SET last_seq=max(last_seq, ?1), activity_at=max(activity_at, ?2),"
                " kept_seq=CASE WHEN kept_seq=?1-1 THEN ?1 ELSE kept_seq END WHERE id=?3",
                {seq, serverTime, conversation});
    }
    if (done) done = transaction.commit();
    if (!done) return done.error();
    return ownMessage(id);
}

Result<std::optional<MessageRow>> LocalStore::refuse(const QString& id, const QString& why) {
    Transaction transaction(database_);
    auto done = run("UPDATE messages SET state=?, error=? WHERE source=? AND id=? AND seq IS NULL",
                    {static_cast<int>(MessageState::failed), why, self_, id});
    if (done) done = run("DELETE FROM outbox WHERE id=?", {id});
    if (done) done = transaction.commit();
    if (!done) return done.error();
    return ownMessage(id);
}

Result<std::optional<MessageRow>> LocalStore::requeue(const QString& failed, const Message& message,
                                                      const QString& conversation) {
    const QString id = toQt(message.id);
    Transaction transaction(database_);
    auto done =
        run("UPDATE messages SET id=?, state=?, error='' WHERE source=? AND id=? AND conversation=? AND seq IS NULL",
            {id, static_cast<int>(MessageState::queued), self_, failed, conversation});
    if (done) {
        done = run("INSERT OR IGNORE INTO outbox (id, frame) VALUES (?, ?)", {id, toBytes(encodeBinary(message))});
    }
    if (done) done = transaction.commit();
    if (!done) return done.error();
    return ownMessage(id);
}

Result<std::optional<QString>> LocalStore::discard(const QString& id) {
    const auto row = ownMessage(id);
    if (!row || row->state != MessageState::failed) return std::optional<QString>();
    auto done = run("DELETE FROM messages WHERE source=? AND id=? AND conversation=?", {self_, id, row->conversation});
    if (!done) return done.error();
    return std::optional(row->conversation);
}

// ---- what arrives -----------------------------------------------------------------------------------------------

Result<QList<MessageRow>> LocalStore::keep(const std::vector<Arrival>& batch) {
    QList<MessageRow> fresh;
    Transaction transaction(database_);
    for (const auto& arrival : batch) {
        if (auto done = keepOne(arrival, fresh); !done) return done.error();
    }
    if (auto done = transaction.commit(); !done) return done.error();
    return fresh;
}

Result<> LocalStore::keepOne(const Arrival& arrival, QList<MessageRow>& fresh) {
    const MessageRow& row = arrival.row;
    if (auto done = ensureConversation(row.conversation, arrival.isHidden ? 0 : row.sentAt); !done) return done;
    const auto isNew = insertMessage(row, arrival.isHidden);
    if (!isNew) return isNew.error();
    if (*isNew && !arrival.isHidden) fresh << row;
    return run(
        "UPDATE conversations SET last_seq=max(last_seq, ?1), kept_seq=CASE WHEN ?2 THEN max(kept_seq, ?1)"
        " ELSE kept_seq END WHERE id=?3",
        {row.seq, arrival.movesPosition, row.conversation});
}

Result<bool> LocalStore::insertMessage(const MessageRow& row, bool isHidden) {
    static constexpr auto kSql =
        "INSERT INTO messages (conversation, seq, source, id, text, content, sent_at, state, is_notice, is_hidden,"
        " mentions_me) VALUES (?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (conversation, source, id) DO UPDATE SET"
        " seq=excluded.seq, sent_at=excluded.sent_at, state=excluded.state, error='' WHERE seq IS NULL";
    Statement& prepared = statement(kSql);
    QSqlQuery& query = prepared.query;
    const QVariantList values{row.conversation,
                              row.seq == 0 ? QVariant(QMetaType::fromType<qint64>()) : QVariant(row.seq),
                              row.source,
                              row.id,
                              row.text.isNull() ? QStringLiteral("") : row.text,
                              row.content.isNull() ? QByteArray("") : row.content,
                              row.sentAt,
                              static_cast<int>(row.state),
                              row.isNotice,
                              isHidden,
                              row.mentionsMe};
    prepared.bind(values);
    if (!query.exec()) return failure(query);
    const bool wasWritten = query.numRowsAffected() > 0;
    query.finish();
    return wasWritten;
}

Result<> LocalStore::ensureConversation(const QString& id, qint64 at) {
    return run(
        "INSERT INTO conversations (id, kind, activity_at) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
        " activity_at=max(activity_at, excluded.activity_at)",
        {id, static_cast<int>(kindFor(id)), at});
}

Result<bool> LocalStore::addConversation(const ConversationRow& row) {
    const bool isNew = number("SELECT count(*) FROM conversations WHERE id=?", {row.id}) == 0;
    if (!isNew) return false;
    auto done = run("INSERT INTO conversations (id, kind, title, member_count, activity_at) VALUES (?, ?, ?, ?, ?)",
                    {row.id, static_cast<int>(kindFor(row.id)), row.title.isNull() ? QStringLiteral("") : row.title,
                     row.memberCount, row.activityAt});
    if (!done) return done.error();
    return true;
}

QList<std::pair<QString, qint64>> LocalStore::positions() {
    QList<std::pair<QString, qint64>> all;
    each("SELECT id, kept_seq FROM conversations WHERE kept_seq > 0", {},
         [&all](const QSqlQuery& query) { all.append({query.value(0).toString(), query.value(1).toLongLong()}); });
    return all;
}

}  // namespace baithak::client
