// SPDX-License-Identifier: MIT
// How ChatApp is wired to the session, and what it hears from it; what it asks is in chat_app_verbs.cpp.
#include <QCoreApplication>

#include "app/models/chat_app.h"
#include "app/models/words.h"

namespace baithak::client {
namespace {

constexpr int kKeyEnded = 4401;
// A local server that dies at once is not started again at once.
constexpr int kServerSearchPauseMs = 5'000;
// Seconds.
constexpr int kLongWait = 10;
constexpr int kWaitStep = 10;

}  // namespace

// ---- wiring -----------------------------------------------------------------------------------------------------

void ChatApp::wireModels() {
    connect(&timeline_, &MessageListModel::olderWanted, this, [this](const QString& id, qint64 before) {
        ask([id, before](ChatSession& session) { session.loadOlder(id, before); });
    });
    connect(&timeline_, &MessageListModel::readWanted, this, [this](const QString& id, qint64 seq) {
        ask([id, seq](ChatSession& session) { session.markRead(id, seq); });
    });
    connect(&timeline_, &MessageListModel::retryWanted, this,
            [this](const QString& id) { ask([id](ChatSession& session) { session.retry(id); }); });
    connect(&timeline_, &MessageListModel::discardWanted, this,
            [this](const QString& id) { ask([id](ChatSession& session) { session.discard(id); }); });
    connect(&composer_, &MessageComposer::sendWanted, this,
            [this](const QString& id, const QString& text, bool clears) {
                if (clears) showDraft(id, {});  // the session clears the kept one when it has written the text down
                ask([id, text, clears](ChatSession& session) { session.sendText(id, text, clears); });
            });
    connect(&composer_, &MessageComposer::draftWanted, this, &ChatApp::keepDraft);
    connect(&composer_, &MessageComposer::typingWanted, this, [this](const QString& id, bool typing) {
        ask([id, typing](ChatSession& session) { session.setTyping(id, typing); });
    });
    connect(&contacts_, &ContactListModel::syncWanted, this, &ChatApp::syncContacts);
    connect(&groupEditor_, &GroupEditor::createWanted, this, &ChatApp::createGroup);
    connect(&members_, &MemberListModel::addWanted, this, &ChatApp::addMembers);
    connect(&members_, &MemberListModel::removeWanted, this, &ChatApp::removeMember);
}

void ChatApp::wireSession(ChatSession* session) {
    listener_ = std::make_unique<QObject>();
    auto* const ear = listener_.get();
    connect(session, &ChatSession::ready, ear, [this] { onReady(); });
    connect(session, &ChatSession::storeFailed, ear, [this](const QString& why) {
        endSession();
        setError(tr("The messages on this computer can't be opened"), why, QStringLiteral("retry"));
        setStage(QStringLiteral("starting"));
    });
    connect(session, &ChatSession::linkChanged, ear, [this](const LinkStatus& status) { onLink(status); });
    // Said once, however often it is tried: whoever has dismissed it knows.
    connect(session, &ChatSession::identityDoubted, ear, [this](const IdentityProblem& problem) {
        if (problem != identityProblem_) showIdentityProblem(problem);
    });
    connect(session, &ChatSession::conversationsChanged, ear,
            [this](const QList<ConversationRow>& rows) { onConversations(rows); });
    connect(session, &ChatSession::messagesChanged, ear,
            [this](const QString& id, const QList<MessageRow>& rows) { timeline_.upsert(id, rows); });
    connect(session, &ChatSession::messageRemoved, ear,
            [this](const QString& id, const QString& messageId) { timeline_.remove(id, messageId); });
    connect(session, &ChatSession::pageReady, ear,
            [this](const MessagePage& page, bool isFirst) { onPage(page, isFirst); });
    connect(session, &ChatSession::contactsChanged, ear, [this](const QStringList& names) { contacts_.add(names); });
    connect(session, &ChatSession::notice, ear, [this](const QString& text) { Q_EMIT notice(text); });
    connect(session, &ChatSession::ended, ear, [this](int closeCode) { onEnded(closeCode); });
    connect(session, &ChatSession::sendFailed, ear,
            [this](const QString& id, const QString& text) { onSendFailed(id, text); });
    connect(session, &ChatSession::waitingChanged, ear, [this](int count) {
        waiting_ = count;
        Q_EMIT waitingChanged();
    });
    connect(session, &ChatSession::membersChanged, ear, [this](const QString& id, const QList<MemberRow>& members) {
        const bool isGroup = timeline_.kind() == QLatin1String("group");
        if (id == timeline_.conversation()) members_.setMembers(isGroup ? members : QList<MemberRow>());
    });
    connect(session, &ChatSession::typingChanged, ear, [this](const QString& id, const QStringList& names) {
        chats_.setTyping(id, names);
        if (id == timeline_.conversation()) timeline_.setTyping(names);
    });
}

void ChatApp::endSession() {
    closeChat();
    session_.reset();
    stopListening();
    chats_.clear({});
    contacts_.clear({});
    groupEditor_.reset();
    pendingOpen_.clear();
    opensSelf_ = false;
    waiting_ = 0;
    Q_EMIT waitingChanged();
    onLink({});
    offlineSince_ = {};
    setIdentityProblem({});
}

// What the session said last is still in the queue. It may be what we are called by, so the listener goes later.
void ChatApp::stopListening() {
    if (!listener_) return;
    QCoreApplication::removePostedEvents(listener_.get());
    listener_.release()->deleteLater();
}

// ---- what the session says --------------------------------------------------------------------------------------

void ChatApp::onReady() {
    setStage(QStringLiteral("chat"));
    if (std::exchange(opensSelf_, false)) openOrAdd(account_.user);
}

void ChatApp::onConversations(const QList<ConversationRow>& rows) {
    chats_.upsert(rows);
    const QString self = account_.user;
    for (const auto& row : rows) {
        if (row.kind == ConversationKind::direct) contacts_.setConversation(Words::peerOf(row.id, self), row.id);
        if (row.id == timeline_.conversation()) {
            timeline_.setHeader(row);
            composer_.setHeader(timeline_.title(), row.isMember);
        }
    }
    if (!pendingOpen_.isEmpty() && chats_.find(pendingOpen_)) openChat(std::exchange(pendingOpen_, {}));
}

void ChatApp::onPage(const MessagePage& page, bool isFirst) {
    isFirst ? timeline_.setPage(page) : timeline_.addOlder(page);
}

// It could not be written down: it stands before what was typed since, wherever the user is by now.
void ChatApp::onSendFailed(const QString& conversation, const QString& text) {
    const auto before = [&text](const QString& typed) { return typed.isEmpty() ? text : text + u'\n' + typed; };
    if (composer_.conversation() == conversation) return composer_.setText(before(composer_.text()));
    const ConversationRow* row = chats_.find(conversation);
    keepDraft(conversation, before(row == nullptr ? QString() : row->draft));
}

void ChatApp::onEnded(int closeCode) {
    hasEnded_ = true;
    if (closeCode == kKeyEnded) return attempt([this] { login_->renew(account_); });
    setError(tr("This account is open in another window"), tr("It has taken over the connection of this device."),
             QStringLiteral("retry"));
}

void ChatApp::onLink(const LinkStatus& status) {
    const bool wasOffline = link_.state == LinkState::offline;
    const bool isBack = status.state == LinkState::online && link_.state != LinkState::online;
    link_ = status;
    if (status.state == LinkState::online) {
        offlineSince_ = {};
        setIdentityProblem({});
    }
    if (status.state == LinkState::offline && !offlineSince_.isValid()) offlineSince_ = QDateTime::currentDateTime();
    Q_EMIT linkChanged();
    countDown();
    // What the open chat lacks can be had again.
    const QString open = timeline_.conversation();
    if (isBack && !open.isEmpty()) ask([open](ChatSession& session) { session.openConversation(open); });
    if (status.state == LinkState::offline && (!wasOffline || status.retryAt != 0)) findServerAgain();
}

// The bundled server may have gone with the window that started it: another is started, on another port.
void ChatApp::findServerAgain() {
    if (!session_ || hasEnded_ || account_.server != QLatin1String(kLocalServer)) return;
    const QDateTime now = QDateTime::currentDateTime();
    if (serverSoughtAt_.isValid() && serverSoughtAt_.msecsTo(now) < kServerSearchPauseMs) return;
    serverSoughtAt_ = now;
    server_.ensureRunning(this, [this](const Result<QUrl>& url) {
        if (!session_ || !url || link_.state == LinkState::online) return;
        if (url->toString() == signedIn_.url) return;  // it is up: the session tries again by itself
        signedIn_.url = url->toString();
        ask([signedIn = signedIn_](ChatSession& session) { session.moveTo(signedIn.url, signedIn.accessKey); });
    });
}

QString ChatApp::link() const {
    switch (link_.state) {
        case LinkState::online:
            return QStringLiteral("online");
        case LinkState::connecting:
            return QStringLiteral("connecting");
        case LinkState::offline:
            break;
    }
    return QStringLiteral("offline");
}

void ChatApp::countDown() {
    const qint64 left = link_.retryAt == 0 ? 0 : link_.retryAt - QDateTime::currentMSecsSinceEpoch();
    int seconds = left <= 0 ? 0 : static_cast<int>((left + 999) / 1000);
    // A long wait is told in steps: nothing is drawn each second while the app is offline.
    if (seconds > kLongWait) seconds = (seconds + kWaitStep - 1) / kWaitStep * kWaitStep;
    if (seconds > 0) {
        const qint64 next = seconds > kLongWait ? left - (seconds - kWaitStep) * 1'000 : left - (seconds - 1) * 1'000;
        countdown_.start(static_cast<int>(std::max<qint64>(next, 1)));
    } else {
        countdown_.stop();
    }
    if (seconds == retryInSeconds_) return;
    retryInSeconds_ = seconds;
    Q_EMIT retryInSecondsChanged();
}

void ChatApp::armMidnight() {
    chats_.refreshTimes();
    timeline_.refreshTimes();
    const QDateTime now = QDateTime::currentDateTime();
    midnight_.start(static_cast<int>(now.msecsTo(now.date().addDays(1).startOfDay())) + 1'000);
}

}  // namespace baithak::client
