// SPDX-License-Identifier: MIT
#include "app/net/rest_client.h"

#include <QNetworkReply>
#include <QNetworkRequest>
#include <QSslConfiguration>

#include "app/base/convert.h"

namespace baithak::client {
namespace {

Errc codeOf(int status) {
    switch (status) {
        case 400:
            return Errc::malformed;
        case 401:
            return Errc::unauthenticated;
        case 403:
            return Errc::forbidden;
        case 404:
            return Errc::notFound;
        case 409:
            return Errc::conflict;
        case 413:
            return Errc::tooLarge;
        case 429:
            return Errc::rateLimited;
        default:
            return status >= 500 ? Errc::unavailable : Errc::internal;
    }
}

// The sentence of an error answer, whichever of the known keys it stands under.
QString sentenceIn(const QByteArray& body) {
    const QJsonObject answer = QJsonDocument::fromJson(body).object();
    for (const auto* key : {"message", "reason", "error"}) {
        const QString text = answer[QLatin1String(key)].toString();
        if (!text.isEmpty()) return text;
    }
    return {};
}

}  // namespace

RestClient::RestClient(const QUrl& base, QObject* parent) : QObject(parent), base_(base) {}

void RestClient::setCredentials(const QString& user, const QString& accessKey) {
    user_ = user.toUtf8();
    accessKey_ = accessKey.toUtf8();
}

void RestClient::get(const QString& path, Answer done) { send("GET", path, {}, std::move(done)); }
void RestClient::post(const QString& path, const QJsonObject& body, Answer done) {
    send("POST", path, body, std::move(done));
}
void RestClient::put(const QString& path, const QJsonObject& body, Answer done) {
    send("PUT", path, body, std::move(done));
}
void RestClient::patch(const QString& path, const QJsonObject& body, Answer done) {
    send("PATCH", path, body, std::move(done));
}
void RestClient::del(const QString& path, const QJsonObject& body, Answer done) {
    send("DELETE", path, body, std::move(done));
}

QString RestClient::segment(const QString& name) { return QString::fromLatin1(QUrl::toPercentEncoding(name)); }

void RestClient::send(const QByteArray& verb, const QString& path, const QJsonObject& body, Answer done) {
    QNetworkRequest request(QUrl(base_.toString(QUrl::StripTrailingSlash) + path, QUrl::StrictMode));
    request.setTransferTimeout(static_cast<int>(limit_.count()));
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    if (!user_.isEmpty()) {
        request.setRawHeader("user", user_);
        request.setRawHeader("accesskey", accessKey_);
    }
    QByteArray bytes;
    if (verb != "GET") {
        request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
        bytes = QJsonDocument(body).toJson(QJsonDocument::Compact);
    }
    QNetworkReply* reply = network_.sendCustomRequest(request, verb, bytes);
    // The errors are not ignored, so the connection ends before the request goes out.
    connect(reply, &QNetworkReply::sslErrors, this, [this, reply](const QList<QSslError>& errors) {
        identityProblem_ = identityProblemOf(base_, errors, reply->sslConfiguration().peerCertificate());
    });
    connect(reply, &QNetworkReply::finished, this, [this, reply, done = std::move(done)] { finish(reply, done); });
}

Error RestClient::unansweredBy(QNetworkReply* reply) const {
    if (reply->error() == QNetworkReply::OperationCanceledError)
        return {Errc::timedOut, toStd(tr("The server did not answer in time."))};
    if (!identityProblem_.isEmpty()) return {Errc::unavailable, toStd(identityProblem_.title())};
    return {Errc::unavailable, toStd(tr("The server can't be reached: %1.").arg(reply->errorString()))};
}

void RestClient::finish(QNetworkReply* reply, const Answer& done) {
    reply->deleteLater();
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QByteArray body = reply->readAll();
    if (reply->error() != QNetworkReply::SslHandshakeFailedError) identityProblem_ = {};
    if (status == 0) return done(unansweredBy(reply));
    if (status < 200 || status > 299) {
        const QString sentence = sentenceIn(body);
        return done(
            Error{codeOf(status), toStd(sentence.isEmpty() ? tr("The server answered %1.").arg(status) : sentence)});
    }
    QJsonParseError problem;
    const auto answer = QJsonDocument::fromJson(body.isEmpty() ? QByteArray("{}") : body, &problem);
    if (answer.isNull())
        return done(Error{Errc::malformed,
                          toStd(tr("The server's answer can't be understood: %1.").arg(problem.errorString()))});
    done(answer);
}

}  // namespace baithak::client
