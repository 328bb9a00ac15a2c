// SPDX-License-Identifier: MIT
#pragma once

// JSON over HTTP, as PROTOCOL A2 has it: one base address, one account's credentials. Each call ends once: with the
// answer's JSON, or with an Error whose code follows the status and whose sentence may be shown. A call that is not
// answered within the time limit fails with Errc::timedOut. A server whose certificate is not believed is sent nothing:
// the call fails with Errc::unavailable, and identityProblem() says why. Answers come to the thread it lives on;
// destroying it drops what is under way.

#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QObject>
#include <QUrl>
#include <chrono>
#include <functional>

#include "app/net/server_identity.h"
#include "shared/base/result.h"

class QNetworkReply;

namespace baithak::client {

class RestClient : public QObject {
    Q_OBJECT

public:
    using Answer = std::function<void(Result<QJsonDocument>)>;

    explicit RestClient(const QUrl& base, QObject* parent = nullptr);

    void setBase(const QUrl& base) { base_ = base; }
    void setCredentials(const QString& user, const QString& accessKey);
    void setTimeout(std::chrono::milliseconds limit) { limit_ = limit; }

    // `path` is absolute, percent-encoded, and may have a query.
    void get(const QString& path, Answer done);
    void post(const QString& path, const QJsonObject& body, Answer done);
    void put(const QString& path, const QJsonObject& body, Answer done);
    void patch(const QString& path, const QJsonObject& body, Answer done);
    void del(const QString& path, const QJsonObject& body, Answer done);

    // Why the server is not believed; empty when it has answered, or can't be reached.
    const IdentityProblem& identityProblem() const { return identityProblem_; }

    // A name as one segment of a path.
    static QString segment(const QString& name);

private:
    void send(const QByteArray& verb, const QString& path, const QJsonObject& body, Answer done);
    void finish(QNetworkReply* reply, const Answer& done);
    Error unansweredBy(QNetworkReply* reply) const;

    QNetworkAccessManager network_;
    QUrl base_;
    QByteArray user_;
    QByteArray accessKey_;
    IdentityProblem identityProblem_;
    std::chrono::milliseconds limit_{15'000};
};

}  // namespace baithak::client
