// SPDX-License-Identifier: MIT
#pragma once

// Why a server's certificate is not believed, in words that a person can act on. Made where a connection is refused for
// it (rest_client.h, web_socket_link.h) and shown as it is by the screens. There is no way past it: the connection has
// ended before anything was sent.

#include <QCoreApplication>
#include <QDateTime>
#include <QObject>
#include <QSslCertificate>
#include <QSslError>
#include <QString>
#include <QStringList>
#include <QUrl>

namespace baithak::client {

struct IdentityProblem {
    Q_GADGET
    Q_PROPERTY(QString host MEMBER host)
    Q_PROPERTY(QStringList reasons MEMBER reasons)
    Q_PROPERTY(QString fingerprint MEMBER fingerprint)
    Q_DECLARE_TR_FUNCTIONS(IdentityProblem)

public:
    QString host;         // as in the address, with its port
    QStringList reasons;  // what is wrong with the certificate, the weightiest first; empty: there is no problem
    QString fingerprint;  // SHA-256 of the certificate, "AB:CD:…"

    bool isEmpty() const { return reasons.isEmpty(); }
    // The problem in one line.
    QString title() const;
    bool operator==(const IdentityProblem&) const = default;
};

// `shown` is the server's own certificate; for a null one stands that of the first error.
IdentityProblem identityProblemOf(const QUrl& server, const QList<QSslError>& errors, const QSslCertificate& shown,
                                  const QDateTime& now = QDateTime::currentDateTime());

}  // namespace baithak::client
