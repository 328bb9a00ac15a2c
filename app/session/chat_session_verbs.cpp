// SPDX-License-Identifier: MIT
// What the screens ask of ChatSession; the protocol side is in chat_session.cpp.
#include <QJsonArray>
#include <QJsonObject>
#include <QUuid>

#include "app/base/convert.h"
#include "app/session/chat_session.h"
#include "app/session/incoming.h"
#include "shared/model/conversation.h"

namespace baithak::client {
namespace {

constexpr int kPage = 60;
constexpr int kLargestFirstPage = 500;

QString groupPath(const QString& conversation) {
    const std::string id = toStd(conversation);
    return QStringLiteral("/v1.0/groups/") + RestClient::segment(toQt(subjectOf(id)));
}

qint64 now() { return static_cast<qint64>(currentTime().ms); }

Error notConnected() { return {Errc::unavailable, toStd(ChatSession::tr("This needs a connection to the server."))}; }

}  // namespace

void ChatSession::report(const Error& error) { Q_EMIT notice(toQt(error.text)); }

// ---- reading ----------------------------------------------------------------------------------------------------

void ChatSession::openConversation(const QString& conversation) {
    if (!store_) return;
    const auto row = store_->conversation(conversation);
    if (!row) return;
    const int limit = std::clamp(row->unread + kPage / 3, kPage, kLargestFirstPage);
    const auto page = store_->messages(conversation, 0, limit);
    const bool asksServer = isOnline() && lacksMessages(*row, page, limit);
    announceMembers(conversation);
    Q_EMIT pageReady(firstPage(conversation, limit, asksServer), true);
    if (isOnline() && row->kind == ConversationKind::group) sync_->refreshMembers(conversation);
    if (!asksServer) return;
    sync_->loadBefore(conversation, row->lastSeq + 1, limit, [this, conversation, limit](const Result<>&) {
        Q_EMIT pageReady(firstPage(conversation, limit, false), true);
    });
}

// Whether the server has something for this page that is not here.
bool ChatSession::lacksMessages(const ConversationRow& row, const QList<MessageRow>& page, int limit) {
    if (row.lastSeq == 0) return false;
    qint64 oldest = 0;
    int stored = 0;
    for (const auto& message : page) {
        if (message.seq == 0) continue;
        oldest = message.seq;
        ++stored;
    }
    if (stored < limit && oldest != 1 && !store_->isHistoryComplete(row.id)) return true;
    return store_->hasHole(row.id, oldest, row.lastSeq);
}

void ChatSession::loadOlder(const QString& conversation, qint64 beforeSeq) {
    if (!store_) return;
    const auto page = store_->messages(conversation, beforeSeq, kPage);
    const bool isShort = page.size() < kPage && !store_->isHistoryComplete(conversation);
    const bool hasHole = !page.isEmpty() && store_->hasHole(conversation, page.last().seq, beforeSeq - 1);
    if (!isOnline() || (!isShort && !hasHole)) return Q_EMIT pageReady(olderPage(conversation, beforeSeq), false);
    sync_->loadBefore(conversation, beforeSeq, kPage, [this, conversation, beforeSeq](const Result<>&) {
        Q_EMIT pageReady(olderPage(conversation, beforeSeq), false);
    });
}

MessagePage ChatSession::firstPage(const QString& conversation, int limit, bool moreIsComing) {
    MessagePage page{conversation, store_->messages(conversation, 0, limit), false, moreIsComing};
    page.canLoadOlder = hasOlder(conversation, page.rows.isEmpty() ? 0 : page.rows.last().seq);
    return page;
}

MessagePage ChatSession::olderPage(const QString& conversation, qint64 beforeSeq) {
    MessagePage page{conversation, store_->messages(conversation, beforeSeq, kPage)};
    // An empty page was asked for in vain: it is asked for again when the chat is opened, or the link is back.
    page.canLoadOlder = !page.rows.isEmpty() && hasOlder(conversation, page.rows.last().seq);
    return page;
}

bool ChatSession::hasOlder(const QString& conversation, qint64 oldestShown) {
    const qint64 oldestHere = store_->range(conversation).first;
    const bool isHere = oldestShown > 0 && oldestHere > 0 && oldestHere < oldestShown;
    return isHere || (oldestShown > 1 && isOnline() && !store_->isHistoryComplete(conversation));
}

void ChatSession::announceMembers(const QString& conversation) {
    Q_EMIT membersChanged(conversation, store_->members(conversation));
    Q_EMIT contactsChanged(store_->contacts());
}

void ChatSession::markRead(const QString& conversation, qint64 seq) {
    if (!store_) return;
    keepArrived();
    const auto moved = store_->markRead(conversation, seq);
    if (!moved) return report(moved.error());
    if (!*moved) return;
    touch(conversation);
    if (isOnline()) sync_->pushMarks();
}

void ChatSession::setFlags(const QString& conversation, std::optional<bool> muted, std::optional<bool> pinned) {
    if (!store_) return;
    if (auto set = store_->setFlags(conversation, muted, pinned); !set) return report(set.error());
    touch(conversation);
    if (isOnline()) sync_->pushMarks();
}

// ---- writing ----------------------------------------------------------------------------------------------------

void ChatSession::addDirect(const QString& user) {
    if (!store_) return;
    ConversationRow row;
    row.id = toQt(directConversation(UserId(toStd(self_)), UserId(toStd(user))));
    row.activityAt = now();
    row.memberCount = user == self_ ? 1 : 2;
    const auto added = store_->addConversation(row);
    if (!added) return report(added.error());
    touch(row.id);
    flush();
}

void ChatSession::sendText(const QString& conversation, const QString& text, bool clearsDraft) {
    if (!store_) return Q_EMIT sendFailed(conversation, text);
    const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    const Message message = makeText(conversation, self_, id, text, now());
    // Written first: from here on it survives whatever happens to this process.
    const auto row = store_->addOutgoing(message, conversation, text, clearsDraft);
    if (!row) {
        report(row.error());
        return Q_EMIT sendFailed(conversation, text);
    }
    touch(*row);
    announce();
    core_->send(currentTime(), message);
    drive();
}

void ChatSession::retry(const QString& messageId) {
    if (!store_) return;
    const auto failed = store_->ownMessage(messageId);
    if (!failed || failed->state != MessageState::failed) return;
    const QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    const Message message = makeText(failed->conversation, self_, id, failed->text, failed->sentAt);
    const auto row = store_->requeue(messageId, message, failed->conversation);
    if (!row) return report(row.error());
    announce();  // the failure may be among what is still to be told
    Q_EMIT messageRemoved(failed->conversation, messageId);
    if (*row) touch(**row);
    core_->send(currentTime(), message);
    drive();
}

void ChatSession::discard(const QString& messageId) {
    if (!store_) return;
    const auto conversation = store_->discard(messageId);
    if (!conversation) return report(conversation.error());
    if (!*conversation) return;
    announce();  // it may be among what is still to be told
    Q_EMIT messageRemoved(**conversation, messageId);
    touch(**conversation);
}

void ChatSession::saveDraft(const QString& conversation, const QString& text) {
    if (!store_) return;
    if (auto saved = store_->saveDraft(conversation, text); !saved) return report(saved.error());
    touch(conversation);
}

void ChatSession::setTyping(const QString& conversation, bool typing) {
    if (!isOnline()) return;
    const auto peers = directPeers(toStd(conversation));
    if (peers && peers->first == peers->second) return;
    core_->send(currentTime(), makeTypingIn(conversation, self_, typing));
    drive();
}

// ---- the REST surface -------------------------------------------------------------------------------------------

void ChatSession::lookUp(const QStringList& names, std::function<void(Result<QStringList>)> done) {
    if (!isOnline()) return done(notConnected());
    const QJsonObject body{{"users", QJsonArray::fromStringList(names)}};
    rest_->post(QStringLiteral("/v1.0/contactbook/sync"), body,
                [this, done = std::move(done)](const Result<QJsonDocument>& answer) {
                    if (!answer) return done(answer.error());
                    const QStringList found = answer->object().keys();
                    if (auto kept = store_->addContacts(found); !kept) return done(kept.error());
                    Q_EMIT contactsChanged(store_->contacts());
                    done(found);
                });
}

void ChatSession::createGroup(const QString& name, const QStringList& members,
                              std::function<void(Result<QString>)> done) {
    if (!isOnline()) return done(notConnected());
    const QJsonObject body{
        {"name", name}, {"members", QJsonArray::fromStringList(members)}, {"profilePic", QJsonValue::Null}};
    const auto onAnswer = [this, name, members, done = std::move(done)](const Result<QJsonDocument>& answer) {
        if (!answer) return done(answer.error());
        ConversationRow row;
        row.id = toQt(groupConversation(GroupId(toStd((*answer)["groupId"].toString()))));
        row.title = name;
        row.activityAt = now();
        row.memberCount = static_cast<int>(members.size()) + 1;
        const auto added = store_->addConversation(row);
        if (!added) return done(added.error());
        // Its first notice may have been here before this answer, without the name.
        if (auto named = store_->setTitle(row.id, name); !named) return done(named.error());
        sync_->refreshMembers(row.id);
        touch(row.id);
        flush();
        const QStringList unknown = (*answer)["unknown"].toVariant().toStringList();
        if (!unknown.isEmpty())
            Q_EMIT notice(tr("Not here yet, and added for when they come: %1").arg(unknown.join(QStringLiteral(", "))));
        done(row.id);
    };
    rest_->post(QStringLiteral("/v1.0/groups/"), body, onAnswer);
}

void ChatSession::addMembers(const QString& conversation, const QStringList& names,
                             std::function<void(Result<>)> done) {
    if (!isOnline()) return done(notConnected());
    const QJsonObject body{{"members", QJsonArray::fromStringList(names)}};
    rest_->post(groupPath(conversation) + QStringLiteral("/members"), body,
                [this, conversation, done = std::move(done)](const Result<QJsonDocument>& answer) {
                    if (!answer) return done(answer.error());
                    sync_->refreshMembers(conversation);
                    done({});
                });
}

void ChatSession::removeMember(const QString& conversation, const QString& name, std::function<void(Result<>)> done) {
    if (!isOnline()) return done(notConnected());
    const QJsonObject body{{"member", name}};
    rest_->del(groupPath(conversation) + QStringLiteral("/members"), body,
               [this, conversation, done = std::move(done)](const Result<QJsonDocument>& answer) {
                   if (!answer) return done(answer.error());
                   if (!(*answer)["status"].toBool())
                       return done(Error{Errc::forbidden, toStd(tr("Only an admin of the group may remove others."))});
                   sync_->refreshMembers(conversation);
                   done({});
               });
}

}  // namespace baithak::client
