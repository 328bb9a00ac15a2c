// SPDX-License-Identifier: MIT
#include "app/net/server_identity.h"

#include <QCryptographicHash>
#include <QLocale>
#include <algorithm>
#include <array>
#include <map>

namespace baithak::client {
namespace {

// What tells a person most comes first.
constexpr std::array kByWeight = {QSslError::CertificateRevoked, QSslError::CertificateBlacklisted,
                                  QSslError::HostNameMismatch, QSslError::CertificateExpired,
                                  QSslError::CertificateNotYetValid};

std::ptrdiff_t weightOf(const QSslError& error) {
    return std::distance(kByWeight.begin(), std::find(kByWeight.begin(), kByWeight.end(), error.error()));
}

QString namesOf(const QSslCertificate& certificate) {
    const QStringList names = certificate.subjectAlternativeNames().values(QSsl::DnsEntry);
    return QLocale().createSeparatedList(names.isEmpty() ? certificate.subjectInfo(QSslCertificate::CommonName)
                                                         : names);
}

QString mismatch(const QSslCertificate& certificate) {
    const QString names = namesOf(certificate);
    return names.isEmpty() ? IdentityProblem::tr("made for another server")
                           : IdentityProblem::tr("made for %1").arg(names);
}

QString expiry(const QSslCertificate& certificate, const QDateTime& now) {
    const qint64 days = certificate.expiryDate().daysTo(now.toUTC());
    if (days <= 0) return IdentityProblem::tr("expired today");
    return IdentityProblem::tr("expired %n day(s) ago", nullptr, static_cast<int>(days));
}

QString reasonOf(const QSslError& error, const QDateTime& now) {
    switch (error.error()) {
        case QSslError::CertificateRevoked:
        case QSslError::CertificateBlacklisted:
            return IdentityProblem::tr("withdrawn by its issuer");
        case QSslError::HostNameMismatch:
            return mismatch(error.certificate());
        case QSslError::CertificateExpired:
            return expiry(error.certificate(), now);
        case QSslError::CertificateNotYetValid:
            return IdentityProblem::tr("not valid before %1")
                .arg(QLocale().toString(error.certificate().effectiveDate().toLocalTime().date(), QLocale::LongFormat));
        case QSslError::SelfSignedCertificate:
            return IdentityProblem::tr("signed only by itself");
        case QSslError::SelfSignedCertificateInChain:
        case QSslError::UnableToGetIssuerCertificate:
        case QSslError::UnableToGetLocalIssuerCertificate:
        case QSslError::UnableToVerifyFirstCertificate:
        case QSslError::CertificateUntrusted:
            return IdentityProblem::tr("signed by nobody that this computer trusts");
        default:
            return error.errorString();
    }
}

}  // namespace

QString IdentityProblem::title() const {
    return tr("This server's identity could not be checked: %1").arg(reasons.value(0));
}

IdentityProblem identityProblemOf(const QUrl& server, const QList<QSslError>& errors, const QSslCertificate& shown,
                                  const QDateTime& now) {
    IdentityProblem problem;
    if (errors.isEmpty()) return problem;
    std::multimap<std::ptrdiff_t, QString> weighed;  // of equal weight: in their order
    for (const auto& error : errors) weighed.emplace(weightOf(error), reasonOf(error, now));
    for (const auto& entry : weighed) problem.reasons << entry.second;
    problem.reasons.removeDuplicates();
    problem.host = server.authority();
    const QSslCertificate certificate = shown.isNull() ? errors.first().certificate() : shown;
    if (!certificate.isNull())
        problem.fingerprint = QString::fromLatin1(certificate.digest(QCryptographicHash::Sha256).toHex(':').toUpper());
    return problem;
}

}  // namespace baithak::client
