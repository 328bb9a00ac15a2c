// SPDX-License-Identifier: MIT
#include "app/net/server_identity.h"

#include <QObject>
#include <QTest>
#include <QTimeZone>

#include "tests/app/support/certificates.h"
#include "tests/support/register_test.h"

using namespace baithak::client;
using namespace baithak::test;

namespace {

const QUrl kServer(QStringLiteral("https://chat.example.org:7443"));

QDateTime day(int month, int dayOfMonth) { return {QDate(2020, month, dayOfMonth), QTime(13, 0), QTimeZone::utc()}; }

IdentityProblem problemWith(const QList<QSslError::SslError>& kinds, const QDateTime& now = day(3, 4)) {
    QList<QSslError> errors;
    for (const auto kind : kinds) errors << QSslError(kind, expiredCertificate());
    return identityProblemOf(kServer, errors, QSslCertificate(), now);
}

}  // namespace

class ServerIdentityTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysInWordsWhatIsWrong_data() {
        QTest::addColumn<QSslError::SslError>("error");
        QTest::addColumn<QString>("words");
        QTest::newRow("expired") << QSslError::CertificateExpired << "expired 3 day(s) ago";
        QTest::newRow("too early") << QSslError::CertificateNotYetValid << "not valid before";
        QTest::newRow("other host") << QSslError::HostNameMismatch << "made for localhost";
        QTest::newRow("self-signed") << QSslError::SelfSignedCertificate << "signed only by itself";
        QTest::newRow("own root") << QSslError::SelfSignedCertificateInChain
                                  << "signed by nobody that this computer trusts";
        QTest::newRow("unknown issuer") << QSslError::UnableToGetLocalIssuerCertificate
                                        << "signed by nobody that this computer trusts";
        QTest::newRow("revoked") << QSslError::CertificateRevoked << "withdrawn by its issuer";
        QTest::newRow("anything else") << QSslError::InvalidPurpose
                                       << QSslError(QSslError::InvalidPurpose).errorString();
    }
    void saysInWordsWhatIsWrong() {
        QFETCH(QSslError::SslError, error);
        QFETCH(QString, words);
        const IdentityProblem problem = problemWith({error});
        QCOMPARE(problem.reasons.size(), 1);
        QVERIFY2(problem.reasons.first().startsWith(words), qPrintable(problem.reasons.first()));
    }

    void whatExpiredTodayIsNotZeroDaysOld() {
        const auto problem = problemWith({QSslError::CertificateExpired}, day(3, 1));
        QCOMPARE(problem.title(), QStringLiteral("This server's identity could not be checked: expired today"));
    }

    void theWeightiestReasonComesFirstAndEachOnce() {
        const auto problem =
            problemWith({QSslError::UnableToGetLocalIssuerCertificate, QSslError::UnableToVerifyFirstCertificate,
                         QSslError::CertificateExpired, QSslError::HostNameMismatch});
        QCOMPARE(problem.reasons,
                 (QStringList{QStringLiteral("made for localhost"), QStringLiteral("expired 3 day(s) ago"),
                              QStringLiteral("signed by nobody that this computer trusts")}));
    }

    void namesTheServerAndItsCertificate() {
        const QList errors{QSslError(QSslError::SelfSignedCertificateInChain, expiredCertificate())};
        QCOMPARE(problemWith({QSslError::SelfSignedCertificate}).host, QStringLiteral("chat.example.org:7443"));
        const auto own = identityProblemOf(kServer, errors, goodCertificate());
        QVERIFY(own.fingerprint.startsWith(QStringLiteral("52:58:90:64:5E")));
        const auto first = identityProblemOf(kServer, errors, QSslCertificate());
        QVERIFY(first.fingerprint.startsWith(QStringLiteral("08:71:70:73:EB")));
    }

    void noErrorsAreNoProblem() { QVERIFY(problemWith({}).isEmpty()); }
};
BAITHAK_REGISTER_TEST(ServerIdentityTest);

#include "server_identity_test.moc"
