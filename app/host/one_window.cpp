// SPDX-License-Identifier: MIT
#include "app/host/one_window.h"

#include <QCryptographicHash>
#include <QDir>
#include <QLocalSocket>
#include <memory>

namespace baithak::client {
namespace {

constexpr int kPatienceMs = 1000;

// A path of a socket may have a hundred bytes only, and a home can be longer.
QString socketNameOf(const QString& profileDir) {
    const QByteArray path = QDir(profileDir).canonicalPath().toUtf8();
    return QStringLiteral("baithak-") +
           QString::fromLatin1(QCryptographicHash::hash(path, QCryptographicHash::Sha256).toHex().left(16));
}

}  // namespace

OneWindow::OneWindow(const QString& profileDir, QObject* parent)
    : QObject(parent), name_(socketNameOf(profileDir)), lock_(profileDir + QStringLiteral("/lock")) {
    lock_.setStaleLockTime(0);
    server_.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&server_, &QLocalServer::newConnection, this, [this] {
        // That it connects is all there is to say.
        while (QLocalSocket* caller = server_.nextPendingConnection()) {
            caller->deleteLater();
            Q_EMIT called();
        }
    });
}

bool OneWindow::claim() {
    if (!lock_.tryLock(0)) return false;
    // What a killed process has left: the lock says that nobody listens there.
    QLocalServer::removeServer(name_);
    // Without it the window can't be called, and is the profile's only one all the same.
    server_.listen(name_);
    return true;
}

bool OneWindow::callOther() const {
    QLocalSocket socket;
    socket.connectToServer(name_);
    return socket.waitForConnected(kPatienceMs);
}

}  // namespace baithak::client
