// SPDX-License-Identifier: MIT
#pragma once

// One WebSocket to the server, signed in by the headers `user` and `accesskey`. It carries bytes and says what
// happened; when to connect again is the session's to decide. Each connect() ends in opened(), or in openFailed() with
// the HTTP status of the refusal (0: no answer); after opened() comes closed(), once. A server whose
// certificate is not believed is told nothing: identityDoubted() comes, then openFailed(). Lives on the session's
// thread.

#include <QObject>
#include <QString>
#include <QUrl>
#include <QWebSocket>
#include <memory>

#include "app/net/server_identity.h"

namespace baithak::client {

class WebSocketLink : public QObject {
    Q_OBJECT

public:
    explicit WebSocketLink(QObject* parent = nullptr);
    ~WebSocketLink() override;

    // `server` is http:// or https://; the socket's path and query follow it.
    void connectTo(const QUrl& server, const QString& pathAndQuery, const QString& user, const QString& accessKey);
    void close(quint16 code);
    // Drops the connection without a word; closed() does not follow.
    void abandon();
    void sendText(const QString& text);
    void sendBinary(const QByteArray& bytes);

Q_SIGNALS:
    void opened();
    void identityDoubted(const baithak::client::IdentityProblem& problem);
    void openFailed(int httpStatus);
    void closed(quint16 code);
    void textArrived(const QString& text);
    void binaryArrived(const QByteArray& bytes);
    void ponged();

private:
    void drop();
    void onDisconnected();
    void onError();

    std::unique_ptr<QWebSocket> socket_;
    IdentityProblem identityProblem_;  // of the connection that is being opened
    bool isOpen_ = false;
    bool isOpening_ = false;
};

}  // namespace baithak::client
