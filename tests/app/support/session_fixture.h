// SPDX-License-Identifier: MIT
#pragma once

// A ChatSession of ann's against the fake server, on its own thread as in the app, with what it announced collected. It
// can be ended and begun again on the same database, as by a restart.

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <memory>

#include "app/session/session_thread.h"
#include "tests/app/support/fake_server.h"

namespace baithak::test {

class SessionFixture {
public:
    explicit SessionFixture(FakeServer& server, QString user = QStringLiteral("ann"))
        : server_(server), user_(std::move(user)) {
        server_.addAccount(user_, QStringLiteral("p"));
        begin();
    }

    void begin() {
        client::SignedIn signedIn;
        signedIn.account = {QString(), user_, QStringLiteral("d1"), false};
        signedIn.url = server_.url().toString();
        signedIn.accessKey = server_.keyFor(user_);
        auto session = std::make_unique<client::ChatSession>(signedIn, dir_.filePath(QStringLiteral("cache.sqlite")));
        QObject::connect(session.get(), &client::ChatSession::linkChanged, &context_,
                         [this](const client::LinkStatus& status) { link = status.state; });
        QObject::connect(session.get(), &client::ChatSession::waitingChanged, &context_,
                         [this](int count) { waiting = count; });
        QObject::connect(session.get(), &client::ChatSession::conversationsChanged, &context_,
                         [this](const QList<client::ConversationRow>& rows) {
                             ++announcements;
                             for (const auto& row : rows) conversations[row.id] = row;
                         });
        QObject::connect(session.get(), &client::ChatSession::messagesChanged, &context_,
                         [this](const QString&, const QList<client::MessageRow>& rows) {
                             ++announcements;
                             for (const auto& row : rows) messages[row.id] = row;
                         });
        QObject::connect(session.get(), &client::ChatSession::pageReady, &context_,
                         [this](const client::MessagePage& page, bool) {
                             ++pages;
                             lastPage = page;
                         });
        QObject::connect(session.get(), &client::ChatSession::membersChanged, &context_,
                         [this](const QString& id, const QList<client::MemberRow>& rows) { members[id] = rows; });
        QObject::connect(session.get(), &client::ChatSession::typingChanged, &context_,
                         [this](const QString& id, const QStringList& names) { typing[id] = names; });
        QObject::connect(session.get(), &client::ChatSession::ended, &context_, [this](int code) { endedWith = code; });
        QObject::connect(session.get(), &client::ChatSession::notice, &context_,
                         [this](const QString& text) { notices << text; });
        thread_ = std::make_unique<client::SessionThread>(std::move(session));
        thread_->start();
    }

    void end() {
        thread_.reset();
        link = client::LinkState::offline;
    }

    bool isOnline() const { return link == client::LinkState::online; }

    template <class Call>
    void post(Call call) {
        thread_->post(std::move(call));
    }

    void send(const QString& conversation, const QString& text) {
        post([conversation, text](client::ChatSession& session) { session.sendText(conversation, text, false); });
    }

    QStringList pageTexts() const {
        QStringList texts;
        for (const auto& row : lastPage.rows) texts << row.text;
        return texts;
    }

    client::LinkState link = client::LinkState::offline;
    int waiting = -1;
    int announcements = 0;
    int pages = 0;
    int endedWith = 0;
    QHash<QString, client::ConversationRow> conversations;
    QHash<QString, client::MessageRow> messages;
    QHash<QString, QList<client::MemberRow>> members;
    QHash<QString, QStringList> typing;
    client::MessagePage lastPage;
    QStringList notices;

private:
    FakeServer& server_;
    QString user_;
    QTemporaryDir dir_;
    QObject context_;
    std::unique_ptr<client::SessionThread> thread_;
};

}  // namespace baithak::test
