// SPDX-License-Identifier: MIT
#pragma once

// A server small enough to be wrong on purpose: accounts, direct and group logs, acknowledgements and receipts in
// memory, HTTP and WebSocket on one loopback port, in the test's own thread; over TLS with a
// certificate of the test's when it is given one. It speaks through the shared codecs. What
// the client must withstand is asked for by the switches.

#include <QHash>
#include <QJsonObject>
#include <QObject>
#include <QSet>
#include <QSslCertificate>
#include <QTcpServer>
#include <QUrl>
#include <QWebSocketServer>
#include <map>
#include <memory>
#include <vector>

#include "shared/model/message.h"

class QWebSocket;

namespace baithak::test {

class FakeServer : public QObject {
    Q_OBJECT

public:
    // With a certificate (certificates.h) it speaks TLS.
    explicit FakeServer(const QSslCertificate& certificate = QSslCertificate(), QObject* parent = nullptr);
    ~FakeServer() override;

    QUrl url() const;
    // Stops taking connections and cuts those there are; listen() takes them again on the same port.
    void goAway();
    void listen();
    // From the next connection on. It must have had one from the start.
    void showCertificate(const QSslCertificate& certificate);
    void closeAll(quint16 code);

    void addAccount(const QString& user, const QString& password);
    // Appends as if that user had sent it; answers its seq.
    quint64 append(const QString& from, const QString& conversation, const QString& text);
    void appendNotice(const QString& from, const QString& conversation, const QByteArray& body, const char* action);
    void say(const QString& to, const Message& message);  // to all connections of that user
    // An access key for that user, as a sign-in gives it.
    QString keyFor(const QString& user);
    void forgetKeys() { keys_.clear(); }
    // Everything so far counts as kept by that user.
    void markAllConfirmed(const QString& user);
    // A group with these members, the first of them its admin.
    void addGroup(const QString& id, const QString& name, const QStringList& members);

    // Switches.
    bool acknowledges = true;
    bool answersHttp = true;
    bool losesAnswers = false;  // does what it is asked, and nobody hears of it
    QString refusesWith;        // a code of PROTOCOL B4

    // What it saw.
    struct Stored {
        quint64 seq = 0;
        Message message;
    };
    const std::vector<Stored>& log(const QString& conversation) { return logs_[conversation]; }
    QStringList textsIn(const QString& conversation);
    int connections(const QString& user) const { return static_cast<int>(sockets_.value(user).size()); }
    int confirmations = 0;
    int received = 0;                   // frames other than confirmations
    QList<Message> ephemerals;          // what was passed on and not stored
    QHash<QString, quint64> readMarks;  // "conversation user" → seq
    QStringList calls;                  // "POST /v1.0/login"
    QList<QJsonObject> bodies;          // of the same

private:
    struct Call {
        QString verb;
        QString path;
        QHash<QString, QString> query;
        QString user;
        QJsonObject body;
    };

    void onConnection();
    bool answer(class QTcpSocket* socket);
    void handOver(QTcpSocket* socket);
    void onSocket();
    void onFrame(QWebSocket* socket, const QByteArray& bytes);
    void take(QWebSocket* socket, Message message);
    void deliver(const QString& conversation, const Stored& stored, QWebSocket* except);
    void catchUp(QWebSocket* socket);
    std::pair<int, QByteArray> reply(const Call& call);
    std::pair<int, QByteArray> replyToAccount(const Call& call);
    std::pair<int, QByteArray> replyToConversation(const Call& call);
    std::pair<int, QByteArray> replyToGroup(const Call& call);
    QByteArray conversationsOf(const QString& user);
    QByteArray pageOf(const Call& call, const QString& conversation);
    QStringList participants(const QString& conversation) const;
    quint64& cursor(const QString& user, const QString& conversation) { return cursors_[user + u' ' + conversation]; }

    std::unique_ptr<QTcpServer> tcp_;
    QWebSocketServer webSockets_{QStringLiteral("fake"), QWebSocketServer::NonSecureMode};
    quint16 port_ = 0;
    QHash<QString, QString> passwords_;
    QHash<QString, QString> keys_;  // key → user
    QHash<QString, QList<QWebSocket*>> sockets_;
    std::map<QString, std::vector<Stored>> logs_;
    QHash<QString, quint64> cursors_;
    QHash<QString, QStringList> groups_;
    QHash<QString, QString> groupNames_;
    int made_ = 0;
};

}  // namespace baithak::test
