// SPDX-License-Identifier: MIT
#include "app/net/web_socket_link.h"

#include <QNetworkRequest>
#include <QSslSocket>

#include "shared/protocol/limits.h"

namespace baithak::client {
namespace {

constexpr quint16 kAbnormalClosure = 1006;
constexpr int kUnauthorized = 401;

}  // namespace

WebSocketLink::WebSocketLink(QObject* parent) : QObject(parent) {}

// Not by drop(): when a thread ends, nobody comes back to what is to be deleted later.
WebSocketLink::~WebSocketLink() {
    if (socket_) socket_->disconnect(this);
}

void WebSocketLink::connectTo(const QUrl& server, const QString& pathAndQuery, const QString& user,
                              const QString& accessKey) {
    drop();
    socket_ = std::make_unique<QWebSocket>();
    socket_->setMaxAllowedIncomingFrameSize(limits::kFrameBytes * 2);
    socket_->setMaxAllowedIncomingMessageSize(limits::kFrameBytes * 2);
    isOpening_ = true;
    connect(socket_.get(), &QWebSocket::connected, this, [this] {
        isOpening_ = false;
        isOpen_ = true;
        Q_EMIT opened();
    });
    connect(socket_.get(), &QWebSocket::disconnected, this, &WebSocketLink::onDisconnected);
    connect(socket_.get(), &QWebSocket::textMessageReceived, this, &WebSocketLink::textArrived);
    connect(socket_.get(), &QWebSocket::binaryMessageReceived, this, &WebSocketLink::binaryArrived);
    connect(socket_.get(), &QWebSocket::pong, this, &WebSocketLink::ponged);
    // The errors are not ignored, so the connection ends before the request goes out.
    connect(socket_.get(), &QWebSocket::sslErrors, this, [this, server](const QList<QSslError>& errors) {
        const auto* carrier = socket_->findChild<QSslSocket*>();
        identityProblem_ = identityProblemOf(server, errors, carrier ? carrier->peerCertificate() : QSslCertificate());
    });
    connect(socket_.get(), qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this, &WebSocketLink::onError);

    QUrl url(server.toString(QUrl::StripTrailingSlash) + pathAndQuery);
    url.setScheme(server.scheme() == QLatin1String("https") ? QStringLiteral("wss") : QStringLiteral("ws"));
    QNetworkRequest request(url);
    request.setRawHeader("user", user.toUtf8());
    request.setRawHeader("accesskey", accessKey.toUtf8());
    socket_->open(request);
}

void WebSocketLink::close(quint16 code) {
    if (!socket_) return;
    if (!isOpen_) {
        // No answer to wait for: the handshake is simply given up.
        drop();
        QMetaObject::invokeMethod(this, [this] { Q_EMIT openFailed(0); }, Qt::QueuedConnection);
        return;
    }
    isOpen_ = false;
    socket_->close(static_cast<QWebSocketProtocol::CloseCode>(code));
    socket_->flush();
    drop();
    QMetaObject::invokeMethod(this, [this, code] { Q_EMIT closed(code); }, Qt::QueuedConnection);
}

void WebSocketLink::abandon() { drop(); }

void WebSocketLink::sendText(const QString& text) {
    if (isOpen_) socket_->sendTextMessage(text);
}

void WebSocketLink::sendBinary(const QByteArray& bytes) {
    if (isOpen_) socket_->sendBinaryMessage(bytes);
}

// The socket may be the one that is calling us: it goes when it has returned.
void WebSocketLink::drop() {
    isOpen_ = false;
    isOpening_ = false;
    identityProblem_ = {};
    if (!socket_) return;
    socket_->disconnect(this);
    auto* gone = socket_.release();
    gone->abort();
    gone->deleteLater();
}

void WebSocketLink::onDisconnected() {
    if (!std::exchange(isOpen_, false)) return onError();
    const auto code = static_cast<quint16>(socket_->closeCode());
    drop();
    // Qt reports 1000 when the connection ended without a close frame; either way the session tries again.
    Q_EMIT closed(code == 0 ? kAbnormalClosure : code);
}

void WebSocketLink::onError() {
    if (!std::exchange(isOpening_, false)) return;
    // Qt 6.4 gives the status of a refused handshake only in words: "… HTTP … 401 …".
    const bool isUnauthorized = socket_->errorString().contains(QString::number(kUnauthorized));
    const IdentityProblem problem = identityProblem_;
    drop();
    if (!problem.isEmpty()) Q_EMIT identityDoubted(problem);
    Q_EMIT openFailed(isUnauthorized ? kUnauthorized : 0);
}

}  // namespace baithak::client
