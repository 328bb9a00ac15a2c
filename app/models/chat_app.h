// SPDX-License-Identifier: MIT
#pragma once

// The one object that the screens are given: the stage the app is in, the link to the server, the models, and the verbs
// that are not a model's own. It wires intents to the session and facts to the models. GUI thread only; everything slow
// happens on the session's thread or by asynchronous requests, so no verb ever waits.

#include <QtQml/qqmlregistration.h>
#include <QDateTime>
#include <QObject>
#include <QTimer>
#include <functional>
#include <memory>

#include "app/base/settings.h"
#include "app/cache/rows.h"
#include "app/host/local_server.h"
#include "app/models/chat_list_model.h"
#include "app/models/contact_list_model.h"
#include "app/models/group_editor.h"
#include "app/models/member_list_model.h"
#include "app/models/message_composer.h"
#include "app/models/message_list_model.h"
#include "app/session/login_flow.h"
#include "app/session/secret_store.h"
#include "app/session/session_thread.h"

namespace baithak::client {

// How the app was started.
struct ChatAppOptions {
    QString profile = QStringLiteral("default");
    QString dataDir;                       // holds profiles/<name> and server/; empty: the user's data directory
    QString serverUrl;                     // use this server and not the bundled one; empty: the bundled one
    QString serverProgram;                 // the path of baithakd; empty: beside this executable
    std::shared_ptr<SecretStore> secrets;  // empty: the system's keychain
};

class ChatApp : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by main")
    Q_PROPERTY(QString profile READ profile CONSTANT)
    Q_PROPERTY(QString stage READ stage NOTIFY stageChanged)
    Q_PROPERTY(QString suggestedName READ suggestedName CONSTANT)
    Q_PROPERTY(QString suggestedServer READ suggestedServer CONSTANT)
    Q_PROPERTY(QString passwordToKeep READ passwordToKeep NOTIFY passwordToKeepChanged)
    Q_PROPERTY(QString recalledPassword READ recalledPassword NOTIFY recalledPasswordChanged)
    Q_PROPERTY(QString userName READ userName NOTIFY userNameChanged)
    Q_PROPERTY(bool isLocalServer READ isLocalServer NOTIFY serverTextChanged)
    Q_PROPERTY(QString serverText READ serverText NOTIFY serverTextChanged)
    Q_PROPERTY(QString busyText READ busyText NOTIFY busyTextChanged)
    Q_PROPERTY(QString errorTitle READ errorTitle NOTIFY errorChanged)
    Q_PROPERTY(QString errorText READ errorText NOTIFY errorChanged)
    Q_PROPERTY(QString errorAction READ errorAction NOTIFY errorChanged)
    Q_PROPERTY(baithak::client::IdentityProblem identityProblem READ identityProblem NOTIFY identityProblemChanged)
    Q_PROPERTY(bool keychainMissing READ keychainMissing NOTIFY keychainMissingChanged)
    Q_PROPERTY(QString link READ link NOTIFY linkChanged)
    Q_PROPERTY(QDateTime offlineSince READ offlineSince NOTIFY linkChanged)
    Q_PROPERTY(int retryInSeconds READ retryInSeconds NOTIFY retryInSecondsChanged)
    Q_PROPERTY(int waiting READ waiting NOTIFY waitingChanged)
    Q_PROPERTY(QString themeMode READ themeMode WRITE setThemeMode NOTIFY themeModeChanged)
    Q_PROPERTY(double textScale READ textScale WRITE setTextScale NOTIFY textScaleChanged)
    Q_PROPERTY(bool reducedMotion READ reducedMotion WRITE setReducedMotion NOTIFY reducedMotionChanged)
    Q_PROPERTY(bool wideLayout READ wideLayout WRITE setWideLayout NOTIFY wideLayoutChanged)
    Q_PROPERTY(QString openConversation READ openConversation NOTIFY openConversationChanged)
    Q_PROPERTY(baithak::client::ChatListModel* chats READ chats CONSTANT)
    Q_PROPERTY(baithak::client::MessageListModel* timeline READ timeline CONSTANT)
    Q_PROPERTY(baithak::client::MessageComposer* composer READ composer CONSTANT)
    Q_PROPERTY(baithak::client::MemberListModel* members READ members CONSTANT)
    Q_PROPERTY(baithak::client::ContactListModel* contacts READ contacts CONSTANT)
    Q_PROPERTY(baithak::client::GroupEditor* groupEditor READ groupEditor CONSTANT)

public:
    explicit ChatApp(ChatAppOptions options, QObject* parent = nullptr);
    ~ChatApp() override;

    QString profile() const { return options_.profile; }
    QString stage() const { return stage_; }
    QString suggestedName() const;
    QString suggestedServer() const { return options_.serverUrl; }
    // With no keychain: the password that the app made, for the user to keep; the app asks for it at each start.
    QString passwordToKeep() const { return passwordToKeep_; }
    // What recallPassword() has found; empty otherwise.
    QString recalledPassword() const { return recalledPassword_; }
    QString userName() const { return account_.user; }
    // The account is on the bundled server, which has a log to show.
    bool isLocalServer() const;
    QString serverText() const;
    QString busyText() const { return busyText_; }
    QString errorTitle() const { return errorTitle_; }
    QString errorText() const { return errorText_; }
    // "retry": runErrorAction() does it. "password": for a name that is taken. "certificate": identityProblem() has the
    // details, and there is no way past it.
    QString errorAction() const { return errorAction_; }
    // Why the server is not believed, until it has been; empty otherwise.
    IdentityProblem identityProblem() const { return identityProblem_; }
    bool keychainMissing() const { return keychainMissing_; }
    QString link() const;
    QDateTime offlineSince() const { return offlineSince_; }
    int retryInSeconds() const { return retryInSeconds_; }
    int waiting() const { return waiting_; }
    QString themeMode() const { return settings_.themeMode(); }
    void setThemeMode(const QString& mode);
    double textScale() const { return settings_.textScale(); }
    void setTextScale(double scale);
    bool reducedMotion() const { return settings_.reducedMotion(); }
    void setReducedMotion(bool on);
    bool wideLayout() const { return settings_.wideLayout(); }
    void setWideLayout(bool on);
    QString openConversation() const { return timeline_.conversation(); }
    ChatListModel* chats() { return &chats_; }
    MessageListModel* timeline() { return &timeline_; }
    MessageComposer* composer() { return &composer_; }
    MemberListModel* members() { return &members_; }
    ContactListModel* contacts() { return &contacts_; }
    GroupEditor* groupEditor() { return &groupEditor_; }

    // Goes on with the account of the last run, or shows the welcome. Call once.
    void start();

    // One click: start the bundled server, register, sign in, open the conversation with oneself. With no password the
    // app makes one; with that of an account of this name that is there already it signs in to it.
    Q_INVOKABLE void startChatting(const QString& name, const QString& password = {});
    Q_INVOKABLE void connectTo(const QString& url, const QString& userName, const QString& password, bool isNewAccount);
    Q_INVOKABLE void enterPassword(const QString& password);
    // Goes on with what the keychain has, which may have been locked or have held nothing to try yet.
    Q_INVOKABLE void tryKeychainAgain();
    // Brings the account's password out of the keychain into recalledPassword, until forgetRecalled(): the app may have
    // made it, and its owner never seen it.
    Q_INVOKABLE void recallPassword();
    Q_INVOKABLE void forgetRecalled();
    Q_INVOKABLE void signOut();
    Q_INVOKABLE void retryNow();
    Q_INVOKABLE void dismissError();
    Q_INVOKABLE void dismissPasswordToKeep();
    Q_INVOKABLE void runErrorAction();
    Q_INVOKABLE void openChat(const QString& conversation);
    Q_INVOKABLE void openDirect(const QString& userName);
    Q_INVOKABLE void closeChat();
    Q_INVOKABLE void openNextChat(int step, bool unreadOnly);
    Q_INVOKABLE void setMuted(const QString& conversation, bool muted);
    Q_INVOKABLE void setPinned(const QString& conversation, bool pinned);
    // The last lines of the bundled server's log.
    Q_INVOKABLE QString showLog() const;

Q_SIGNALS:
    void stageChanged();
    void passwordToKeepChanged();
    void recalledPasswordChanged();
    void userNameChanged();
    void serverTextChanged();
    void busyTextChanged();
    void errorChanged();
    void identityProblemChanged();
    void keychainMissingChanged();
    void linkChanged();
    void retryInSecondsChanged();
    void waitingChanged();
    void themeModeChanged();
    void textScaleChanged();
    void reducedMotionChanged();
    void wideLayoutChanged();
    void openConversationChanged();
    void notice(const QString& text);  // a toast

private:
    // Life, look and signing in (chat_app.cpp, chat_app_sign_in.cpp).
    void wireModels();
    void wireLogin();
    void attempt(std::function<void()> login);
    void onLoginStep();
    void onLoginFailed(const Error& error, LoginStep step);
    void onSignedIn(const SignedIn& signedIn);
    void setStage(const QString& stage);
    void setAccount(const AccountName& account);
    void setError(const QString& title, const QString& text, const QString& action);
    void showIdentityProblem(const IdentityProblem& problem);
    void setIdentityProblem(const IdentityProblem& problem);
    void setKeychainMissing(bool missing);
    void setPasswordToKeep(const QString& password);
    void setRecalledPassword(const QString& password);
    QString databasePath() const;

    // The session and the verbs it carries out (chat_app_session.cpp, chat_app_verbs.cpp).
    void wireSession(ChatSession* session);
    void onReady();
    void onLink(const LinkStatus& status);
    void onConversations(const QList<ConversationRow>& rows);
    void onPage(const MessagePage& page, bool isFirst);
    void onEnded(int closeCode);
    void onSendFailed(const QString& conversation, const QString& text);
    void findServerAgain();
    void openOrAdd(const QString& userName);
    void createGroup(const QString& name, const QStringList& members);
    void syncContacts(const QStringList& names);
    void addMembers(const QStringList& names);
    void removeMember(const QString& name);
    void showDraft(const QString& conversation, const QString& text);
    void keepDraft(const QString& conversation, const QString& text);
    void endSession();
    void stopListening();
    void countDown();
    void armMidnight();
    template <class Call>
    void ask(Call call) {
        if (session_) session_->post(std::move(call));
    }
    // Runs `then` in this thread, if this object and the session that answers are still there.
    template <class Answer>
    std::function<void(Answer)> answered(std::function<void(Answer)> then);

    ChatAppOptions options_;
    Settings settings_;
    AccountName account_;
    SignedIn signedIn_;
    std::function<void()> lastAttempt_;
    QString stage_;
    QString busyText_;
    QString errorTitle_;
    QString errorText_;
    QString errorAction_;
    IdentityProblem identityProblem_;
    QString passwordToKeep_;
    QString recalledPassword_;
    QString madePassword_;  // by the app, and not in the keychain yet
    // The last name that was to be a new account here, and the password that the app made for it.
    QString triedName_;
    QString triedPassword_;
    bool isPasswordGiven_ = false;  // by the user, in the last attempt
    QString pendingOpen_;           // the conversation to open as soon as it is there
    bool keychainMissing_ = false;
    bool opensSelf_ = false;  // the conversation with oneself is opened when the session is ready
    bool hasEnded_ = false;   // the server has ended this device's connection for good
    LinkStatus link_;
    QDateTime offlineSince_;
    QDateTime serverSoughtAt_;
    int retryInSeconds_ = 0;
    int waiting_ = 0;
    QTimer countdown_;
    QTimer midnight_;

    ChatListModel chats_;
    MessageListModel timeline_;
    MessageComposer composer_;
    MemberListModel members_;
    ContactListModel contacts_;
    GroupEditor groupEditor_;

    LocalServer server_;
    std::unique_ptr<LoginFlow> login_;
    std::unique_ptr<QObject> listener_;  // hears the session, and goes with it: nothing is heard of one that has ended
    std::unique_ptr<SessionThread> session_;
};

}  // namespace baithak::client
