// SPDX-License-Identifier: MIT
#include "app/session/conversation_sync.h"

#include <QJsonArray>
#include <QJsonObject>

#include "app/base/convert.h"
#include "app/session/incoming.h"
#include "shared/model/conversation.h"
#include "shared/protocol/codec.h"
#include "shared/protocol/frames.h"
#include "shared/protocol/limits.h"

namespace baithak::client {
namespace {

constexpr int kGapPage = static_cast<int>(limits::kPageMessages);

QString pathOf(const QString& conversation) {
    return QStringLiteral("/v1.0/conversations/") + RestClient::segment(conversation);
}

// A message of an answer in the binary form: base64 of v3, with its place in the log.
std::optional<Arrival> readMessage(const QJsonValue& value, const QString& self) {
    const QByteArray frame = QByteArray::fromBase64(value.toString().toLatin1());
    const auto message = decodeTrustedBinary(viewOf(frame));
    if (!message) return {};
    const auto position = logPosition(*message);
    if (!position) return {};
    return arrivalOf(*message, toQt(position->conversation), static_cast<qint64>(position->seq), self);
}

// At the next sign-in. What the server will never take is not told again.
bool isWorthTellingAgain(const Error& error) {
    return error.code == Errc::unavailable || error.code == Errc::timedOut || error.code == Errc::rateLimited ||
           error.code == Errc::unauthenticated;
}

}  // namespace

ConversationSync::ConversationSync(LocalStore* store, RestClient* rest, QString self, QObject* parent)
    : QObject(parent), store_(store), rest_(rest), self_(std::move(self)) {}

// ---- what changed -----------------------------------------------------------------------------------------------

void ConversationSync::refresh() {
    if (isRefreshing_) {
        refreshAgain_ = true;
        return;
    }
    isRefreshing_ = true;
    const QString cursor = store_->cursor();
    const QString since = cursor.isEmpty() ? QString() : QStringLiteral("&since=") + RestClient::segment(cursor);
    rest_->get(QStringLiteral("/v1.0/conversations?format=binary") + since,
               [this](const Result<QJsonDocument>& answer) {
                   isRefreshing_ = false;
                   const auto kept = answer ? keepConversations(*answer) : Result<>(answer.error());
                   if (!kept) Q_EMIT failed(kept.error());
                   if (std::exchange(refreshAgain_, false)) return refresh();
                   pushMarks();
               });
}

Result<> ConversationSync::keepConversations(const QJsonDocument& answer) {
    QList<ConversationUpdate> updates;
    QStringList ids;
    QStringList groups;
    const auto entries = answer["conversations"].toArray();
    for (const auto& entry : entries) {
        const auto update = readConversation(entry.toObject());
        if (update.row.kind == ConversationKind::system) continue;
        updates << update;
        ids << update.row.id;
        if (update.row.kind == ConversationKind::group && update.row.isMember) groups << update.row.id;
    }
    const QString cursor = answer["cursor"].toVariant().toString();
    if (auto kept = store_->update(updates, cursor); !kept) return kept;
    if (!ids.isEmpty()) Q_EMIT conversationsChanged(ids);
    // The newest is kept from here on, so it will be nothing new when the live stream brings it: it is told now.
    for (const auto& update : std::as_const(updates)) {
        if (update.last && !update.last->isHidden) Q_EMIT messagesLoaded(update.row.id, {update.last->row});
    }
    for (const auto& group : std::as_const(groups)) refreshMembers(group);
    return {};
}

ConversationUpdate ConversationSync::readConversation(const QJsonObject& entry) const {
    ConversationUpdate update;
    ConversationRow& row = update.row;
    row.id = entry["id"].toString();
    const QString kind = entry["kind"].toString();
    const bool isGroup = kind == QLatin1String("group") || kind == QLatin1String("channel");
    const bool isSystem = kind == QLatin1String("system") || row.id.isEmpty();
    row.kind = isGroup ? ConversationKind::group : isSystem ? ConversationKind::system : ConversationKind::direct;
    row.title = entry["title"].toString();
    row.memberCount = entry["members"].toInt();
    row.lastSeq = entry["lastSeq"].toInteger();
    row.readSeq = entry["readSeq"].toInteger();
    row.unread = entry["unread"].toInt();
    row.mentions = entry["mentions"].toInt();
    row.muted = entry["muted"].toBool();
    row.pinned = entry["pinned"].toBool();
    row.archived = entry["archived"].toBool();
    row.isMember = entry["isMember"].toBool(true);
    const auto marks = entry["marks"].toArray();
    for (const auto& mark : marks) {
        const QJsonObject member = mark.toObject();
        update.members << MemberRow{
            member["user"].toString(), {}, member["delivered"].toInteger(), member["read"].toInteger()};
    }
    update.last = readMessage(entry["last"], self_);
    if (update.last) row.activityAt = update.last->row.sentAt;
    return update;
}

// ---- history ----------------------------------------------------------------------------------------------------

Result<qint64> ConversationSync::keepPage(const QString& conversation, const QJsonDocument& answer) {
    std::vector<Arrival> page;
    const auto entries = answer["messages"].toArray();
    for (const auto& entry : entries) {
        if (auto arrival = readMessage(entry, self_)) page.push_back(*std::move(arrival));
    }
    const qint64 upTo = page.empty() ? 0 : page.back().row.seq;
    const auto fresh = store_->keep(page);
    if (!fresh) return fresh.error();
    if (!fresh->isEmpty()) Q_EMIT messagesLoaded(conversation, *fresh);
    return upTo;
}

void ConversationSync::loadBefore(const QString& conversation, qint64 beforeSeq, int limit, Loaded done) {
    const QString query = QStringLiteral("/messages?format=binary&before=%1&limit=%2").arg(beforeSeq).arg(limit);
    const auto onAnswer = [this, conversation, limit, done = std::move(done)](const Result<QJsonDocument>& answer) {
        if (!answer) return done(answer.error());
        const auto kept = keepPage(conversation, *answer);
        if (!kept) return done(kept.error());
        // A page that is not full is the first of the log, as far as it is for our eyes.
        const bool isFirst = (*answer)["messages"].toArray().size() < limit || (*answer)["from"].toInteger() <= 1;
        done(isFirst ? store_->setHistoryComplete(conversation) : Result<>());
    };
    rest_->get(pathOf(conversation) + query, onAnswer);
}

void ConversationSync::fillGap(const QString& conversation, qint64 after, qint64 before) {
    const qint64 missing = before - after - 1;
    if (missing <= 0) return;
    const int limit = static_cast<int>(std::min<qint64>(missing, kGapPage));
    const QString query = QStringLiteral("/messages?format=binary&after=%1&limit=%2").arg(after).arg(limit);
    rest_->get(pathOf(conversation) + query, [this, conversation, before](const Result<QJsonDocument>& answer) {
        if (!answer) return;  // the hole is seen again, and filled, when the conversation is opened
        const auto upTo = keepPage(conversation, *answer);
        if (!upTo) return Q_EMIT failed(upTo.error());
        if (*upTo > 0) fillGap(conversation, *upTo, before);
    });
}

// ---- members ----------------------------------------------------------------------------------------------------

void ConversationSync::refreshMembers(const QString& conversation) {
    const std::string id = toStd(conversation);
    if (kindOf(id) != baithak::ConversationKind::group) return;
    if (membersInFlight_.contains(conversation)) {
        membersAgain_.insert(conversation);
        return;
    }
    membersInFlight_.insert(conversation);
    const QString path = QStringLiteral("/v1.0/groups/") + RestClient::segment(toQt(subjectOf(id)));
    rest_->get(path, [this, conversation](const Result<QJsonDocument>& answer) {
        membersInFlight_.remove(conversation);
        onGroup(conversation, answer);
        if (membersAgain_.remove(conversation)) refreshMembers(conversation);
    });
}

void ConversationSync::onGroup(const QString& conversation, const Result<QJsonDocument>& answer) {
    Result<> kept;
    if (answer) {
        QList<MemberRow> members;
        const auto entries = (*answer)["members"].toArray();
        for (const auto& entry : entries) {
            members << MemberRow{entry.toObject()["username"].toString(), entry.toObject()["role"].toString(), 0, 0};
        }
        kept = store_->setMembers(conversation, members);
        const QString name = (*answer)["name"].toString();
        if (kept && !name.isEmpty()) kept = store_->setTitle(conversation, name);
    } else if (answer.error().code == Errc::notFound) {
        kept = store_->setMembership(conversation, false);
    } else {
        return;  // asked again at the next change or sign-in
    }
    if (!kept) return Q_EMIT failed(kept.error());
    Q_EMIT membersChanged(conversation);
}

// ---- what the server has not heard ------------------------------------------------------------------------------

void ConversationSync::pushMarks() {
    const auto marks = store_->pendingMarks();
    for (const auto& mark : marks) {
        if (pushing_.contains(mark.conversation)) continue;
        if (mark.readSeq > 0) pushRead(mark);
        if (mark.muted || mark.pinned) pushFlags(mark);
    }
}

void ConversationSync::pushRead(const PendingMark& mark) {
    pushing_.insert(mark.conversation);
    const QJsonObject body{{"seq", mark.readSeq}};
    rest_->put(pathOf(mark.conversation) + QStringLiteral("/read"), body,
               [this, mark](const Result<QJsonDocument>& answer) {
                   pushing_.remove(mark.conversation);
                   if (!answer && isWorthTellingAgain(answer.error())) return;
                   if (auto told = store_->readTold(mark.conversation, mark.readSeq); !told)
                       return Q_EMIT failed(told.error());
                   pushMarks();  // it may have moved on meanwhile
               });
}

void ConversationSync::pushFlags(const PendingMark& mark) {
    QJsonObject body;
    if (mark.muted) body["muted"] = *mark.muted;
    if (mark.pinned) body["pinned"] = *mark.pinned;
    rest_->patch(pathOf(mark.conversation), body, [this, mark](const Result<QJsonDocument>& answer) {
        if (!answer && isWorthTellingAgain(answer.error())) return;
        if (auto told = store_->flagsTold(mark); !told) Q_EMIT failed(told.error());
    });
}

}  // namespace baithak::client
