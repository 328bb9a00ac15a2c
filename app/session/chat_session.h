// SPDX-License-Identifier: MIT
#pragma once

// One signed-in account at work: it drives the protocol's state machine (shared/session) over a WebSocket, keeps what
// arrives in the local database before confirming it, and writes what is sent to the outbox before sending it, so that
// the app may be killed at any point. It lives on a thread of its own (session_thread.h): no method is called from
// another. Facts come out as signals, in batches: a burst of frames is one transaction and one announcement.

#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>
#include <memory>
#include <optional>

#include "app/cache/local_store.h"
#include "app/cache/rows.h"
#include "app/net/rest_client.h"
#include "app/net/web_socket_link.h"
#include "app/session/conversation_sync.h"
#include "app/session/login_flow.h"
#include "shared/session/client_session.h"

namespace baithak::client {

class ChatSession : public QObject {
    Q_OBJECT

public:
    // The database file is made when it is not there.
    ChatSession(SignedIn signedIn, QString databasePath);
    ~ChatSession() override;

    // Opens the database, announces all that is in it, goes online.
    void start();
    // Another address or a new access key for the same account; connects again.
    void moveTo(const QString& url, const QString& accessKey);
    void retryNow();

    // The newest messages of a conversation, enough to show the first unread one: pageReady() follows, and pages from
    // the server when this device has not got them.
    void openConversation(const QString& conversation);
    void loadOlder(const QString& conversation, qint64 beforeSeq);
    // Makes the row of a conversation with a person, when there is none yet.
    void addDirect(const QString& user);
    void sendText(const QString& conversation, const QString& text, bool clearsDraft);
    void retry(const QString& messageId);
    void discard(const QString& messageId);
    void markRead(const QString& conversation, qint64 seq);
    void saveDraft(const QString& conversation, const QString& text);
    void setTyping(const QString& conversation, bool typing);
    void setFlags(const QString& conversation, std::optional<bool> muted, std::optional<bool> pinned);

    // Calls of the REST surface that the screens wait for; the answer goes to `done`, in this thread.
    void lookUp(const QStringList& names, std::function<void(Result<QStringList>)> done);
    void createGroup(const QString& name, const QStringList& members, std::function<void(Result<QString>)> done);
    void addMembers(const QString& conversation, const QStringList& names, std::function<void(Result<>)> done);
    void removeMember(const QString& conversation, const QString& name, std::function<void(Result<>)> done);

Q_SIGNALS:
    void storeFailed(const QString& why);  // the database can't be opened or written
    void ready();
    void linkChanged(const baithak::client::LinkStatus& status);
    // The link has failed because the server is not who it says; it goes on trying, as it does after any failure.
    void identityDoubted(const baithak::client::IdentityProblem& problem);
    void waitingChanged(int count);
    void conversationsChanged(const QList<baithak::client::ConversationRow>& rows);
    void messagesChanged(const QString& conversation, const QList<baithak::client::MessageRow>& rows);
    void messageRemoved(const QString& conversation, const QString& messageId);
    void pageReady(const baithak::client::MessagePage& page, bool isFirst);
    void membersChanged(const QString& conversation, const QList<baithak::client::MemberRow>& members);
    void contactsChanged(const QStringList& names);
    void typingChanged(const QString& conversation, const QStringList& names);
    void notice(const QString& text);
    void sendFailed(const QString& conversation, const QString& text);  // it could not even be written down
    void ended(int closeCode);  // 4401 or 4409: the access key is no longer good here

private:
    // The protocol (chat_session.cpp).
    void prepare();
    void drive();
    void perform(const SessionAction& action);
    void onArrived(const session_action::Arrived& arrived);
    void onAcknowledged(const session_action::Acknowledged& acknowledged);
    void onRefused(const session_action::Refused& refused);
    void onLinkChanged(const session_action::LinkChanged& change);
    void rearmTick();
    bool isOnline() const;

    // What came in, written and told in batches.
    void flush();
    void flushSoon();
    bool keepArrived();
    void keepReceipts();
    void noteMembership(const session_action::Arrived& arrived);
    void announce();
    void touch(const QString& conversation);
    void touch(const MessageRow& row);
    void noteTyping(const QString& conversation, const QString& user, bool typing);
    void expireTyping();

    // The verbs (chat_session_verbs.cpp).
    MessagePage firstPage(const QString& conversation, int limit, bool moreIsComing);
    MessagePage olderPage(const QString& conversation, qint64 beforeSeq);
    bool hasOlder(const QString& conversation, qint64 oldestShown);
    bool lacksMessages(const ConversationRow& row, const QList<MessageRow>& page, int limit);
    void announceMembers(const QString& conversation);
    void report(const Error& error);

    SignedIn account_;
    QString databasePath_;
    QString self_;
    std::unique_ptr<LocalStore> store_;
    std::unique_ptr<WebSocketLink> socket_;
    std::unique_ptr<RestClient> rest_;
    std::unique_ptr<ConversationSync> sync_;
    std::unique_ptr<ClientSession> core_;
    std::unique_ptr<QTimer> tick_;
    std::unique_ptr<QTimer> flushTimer_;
    std::unique_ptr<QTimer> typingExpiry_;

    std::vector<session_action::Arrived> arrived_;   // not yet in the database
    QList<MarkMove> receipts_;                       // nor these
    QSet<QString> touched_;                          // conversations to announce
    QHash<QString, QList<MessageRow>> changed_;      // messages to announce
    QHash<QString, QHash<QString, qint64>> typing_;  // conversation → who → until when
    int waiting_ = -1;
    bool storeFails_ = false;  // and it has been said
};

}  // namespace baithak::client
