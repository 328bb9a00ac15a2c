// SPDX-License-Identifier: MIT
// What the screens ask of ChatApp once it is signed in, as calls of the session.
#include <QPointer>

#include "app/base/convert.h"
#include "app/models/chat_app.h"
#include "shared/model/conversation.h"
#include "shared/protocol/validate.h"

namespace baithak::client {
namespace {

QString directId(const QString& a, const QString& b) {
    return toQt(directConversation(UserId(toStd(a)), UserId(toStd(b))));
}

}  // namespace

template <class Answer>
std::function<void(Answer)> ChatApp::answered(std::function<void(Answer)> then) {
    return [app = QPointer(this), context = session_.get(), then = std::move(then)](Answer answer) {
        if (!app) return;
        QMetaObject::invokeMethod(
            app,
            [app, context, then, answer = std::move(answer)] {
                if (app->session_.get() == context) then(answer);
            },
            Qt::QueuedConnection);
    };
}

void ChatApp::retryNow() {
    setError({}, {}, {});
    setIdentityProblem({});
    if (!session_ || stage_ == QLatin1String("starting")) {
        if (lastAttempt_) attempt(lastAttempt_);
        return;
    }
    if (std::exchange(hasEnded_, false))
        return ask([signedIn = signedIn_](ChatSession& session) { session.moveTo(signedIn.url, signedIn.accessKey); });
    serverSoughtAt_ = {};
    findServerAgain();
    ask([](ChatSession& session) { session.retryNow(); });
}

void ChatApp::openChat(const QString& conversation) {
    if (conversation == timeline_.conversation()) return;
    if (conversation.isEmpty()) return closeChat();
    composer_.saveDraft();
    const ConversationRow* row = chats_.find(conversation);
    if (row == nullptr) {
        pendingOpen_ = conversation;
        return;
    }
    pendingOpen_.clear();
    const ConversationRow header = *row;
    members_.setMembers({});
    timeline_.open(header);
    timeline_.setTyping(chats_.typingIn(conversation));
    chats_.setOpen(conversation);
    composer_.open(conversation, timeline_.title(), header.draft);
    composer_.setHeader(timeline_.title(), header.isMember);
    Q_EMIT openConversationChanged();
    ask([conversation](ChatSession& session) { session.openConversation(conversation); });
}

void ChatApp::closeChat() {
    pendingOpen_.clear();
    if (timeline_.conversation().isEmpty()) return;
    composer_.open({}, {}, {});
    timeline_.close();
    members_.setMembers({});
    chats_.setOpen({});
    Q_EMIT openConversationChanged();
}

void ChatApp::openNextChat(int step, bool unreadOnly) {
    const QString next = chats_.neighbour(step, unreadOnly);
    if (!next.isEmpty()) openChat(next);
}

void ChatApp::openDirect(const QString& userName) {
    const QString user = userName.trimmed();
    if (!validateUsername(toStd(user))) return Q_EMIT notice(tr("“%1” is not a user name.").arg(user.left(64)));
    if (user == account_.user || contacts_.knows(user)) return openOrAdd(user);
    const auto found = answered<Result<QStringList>>([this, user](const Result<QStringList>& names) {
        if (!names) return Q_EMIT notice(toQt(names.error().text));
        if (!names->contains(user)) return Q_EMIT notice(tr("There is nobody called “%1” here.").arg(user));
        openOrAdd(user);
    });
    ask([user, found](ChatSession& session) { session.lookUp({user}, found); });
}

void ChatApp::openOrAdd(const QString& userName) {
    const QString id = directId(account_.user, userName);
    if (chats_.find(id)) return openChat(id);
    pendingOpen_ = id;
    ask([userName](ChatSession& session) { session.addDirect(userName); });
}

void ChatApp::setMuted(const QString& conversation, bool muted) {
    ask([conversation, muted](ChatSession& session) { session.setFlags(conversation, muted, {}); });
}

void ChatApp::setPinned(const QString& conversation, bool pinned) {
    ask([conversation, pinned](ChatSession& session) { session.setFlags(conversation, {}, pinned); });
}

void ChatApp::showDraft(const QString& conversation, const QString& text) {
    if (const ConversationRow* row = chats_.find(conversation)) {
        ConversationRow now = *row;
        now.draft = text;
        chats_.upsert({now});
    }
}

void ChatApp::keepDraft(const QString& conversation, const QString& text) {
    showDraft(conversation, text);
    ask([conversation, text](ChatSession& session) { session.saveDraft(conversation, text); });
}

void ChatApp::createGroup(const QString& name, const QStringList& members) {
    if (!session_) return groupEditor_.fail(tr("This needs a connection to the server."));
    const auto done = answered<Result<QString>>([this](const Result<QString>& conversation) {
        if (!conversation) return groupEditor_.fail(toQt(conversation.error().text));
        openChat(*conversation);
        groupEditor_.succeed(*conversation);
    });
    ask([name, members, done](ChatSession& session) { session.createGroup(name, members, done); });
}

void ChatApp::syncContacts(const QStringList& names) {
    if (!session_) return contacts_.failSync();
    const auto done = answered<Result<QStringList>>([this, names](const Result<QStringList>& found) {
        if (!found) {
            contacts_.failSync();
            return Q_EMIT notice(toQt(found.error().text));
        }
        QStringList unknown;
        for (const auto& name : names) {
            if (!found->contains(name)) unknown << name;
        }
        contacts_.finishSync(*found, unknown);
    });
    ask([names, done](ChatSession& session) { session.lookUp(names, done); });
}

void ChatApp::addMembers(const QStringList& names) {
    const QString id = timeline_.conversation();
    const auto done = answered<Result<>>([this](const Result<>& outcome) {
        if (!outcome) Q_EMIT notice(toQt(outcome.error().text));
    });
    ask([id, names, done](ChatSession& session) { session.addMembers(id, names, done); });
}

void ChatApp::removeMember(const QString& name) {
    const QString id = timeline_.conversation();
    const auto done = answered<Result<>>([this](const Result<>& outcome) {
        if (!outcome) Q_EMIT notice(toQt(outcome.error().text));
    });
    ask([id, name, done](ChatSession& session) { session.removeMember(id, name, done); });
}

}  // namespace baithak::client
