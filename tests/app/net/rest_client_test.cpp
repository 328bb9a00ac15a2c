// SPDX-License-Identifier: MIT
#include "app/net/rest_client.h"

#include <QObject>
#include <QTest>
#include <optional>

#include "tests/app/support/certificates.h"
#include "tests/app/support/fake_server.h"
#include "tests/support/register_test.h"

using namespace baithak;
using namespace baithak::client;
using namespace baithak::test;

class RestClientTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersWithTheJsonOfTheServer() {
        FakeServer server;
        RestClient rest(server.url());
        std::optional<Result<QJsonDocument>> answer;
        rest.post(QStringLiteral("/v1.0/register"), {{"username", "ann"}, {"password", "p"}},
                  [&](auto got) { answer = got; });
        QTRY_VERIFY(answer);
        QVERIFY(*answer);
        QVERIFY((**answer)["status"].toBool());
        QCOMPARE(server.bodies.last()["username"].toString(), QStringLiteral("ann"));
    }

    void anErrorAnswerBecomesItsCodeAndSentence() {
        FakeServer server;
        server.addAccount(QStringLiteral("ann"), QStringLiteral("p"));
        RestClient rest(server.url());
        std::optional<Result<QJsonDocument>> answer;
        rest.post(QStringLiteral("/v1.0/register"), {{"username", "ann"}}, [&](auto got) { answer = got; });
        QTRY_VERIFY(answer);
        QVERIFY(!*answer);
        QCOMPARE(answer->error().code, Errc::conflict);
        QCOMPARE(answer->error().text, "The name is taken");
    }

    void wrongCredentialsAreTold() {
        FakeServer server;
        RestClient rest(server.url());
        rest.setCredentials(QStringLiteral("ann"), QStringLiteral("nonsense"));
        std::optional<Result<QJsonDocument>> answer;
        rest.get(QStringLiteral("/v1.0/conversations"), [&](auto got) { answer = got; });
        QTRY_VERIFY(answer);
        QCOMPARE(answer->error().code, Errc::unauthenticated);
    }

    void aServerThatIsAwayIsUnavailable() {
        FakeServer server;
        server.goAway();
        RestClient rest(server.url());
        std::optional<Result<QJsonDocument>> answer;
        rest.get(QStringLiteral("/alive"), [&](auto got) { answer = got; });
        QTRY_VERIFY(answer);
        QCOMPARE(answer->error().code, Errc::unavailable);
    }

    void aServerThatSaysNothingTimesOut() {
        FakeServer server;
        server.answersHttp = false;
        RestClient rest(server.url());
        rest.setTimeout(std::chrono::milliseconds(50));
        std::optional<Result<QJsonDocument>> answer;
        rest.get(QStringLiteral("/v1.0/conversations"), [&](auto got) { answer = got; });
        QTRY_VERIFY(answer);
        QCOMPARE(answer->error().code, Errc::timedOut);
    }

    void aServerThatIsNotBelievedIsSentNothing() {
        FakeServer server(expiredCertificate());
        RestClient rest(server.url());
        std::optional<Result<QJsonDocument>> answer;
        rest.post(QStringLiteral("/v1.0/login"), {{"authToken", "p"}}, [&](auto got) { answer = got; });
        QTRY_VERIFY(answer);
        QCOMPARE(answer->error().code, Errc::unavailable);
        const IdentityProblem problem = rest.identityProblem();
        QCOMPARE(QString::fromStdString(answer->error().text), problem.title());
        QVERIFY(problem.reasons.first().startsWith(QStringLiteral("expired")));
        QCOMPARE(problem.host, server.url().authority());
        QVERIFY(problem.fingerprint.startsWith(QStringLiteral("08:71:70:73:EB")));
        QVERIFY(server.calls.isEmpty());
    }

    void aServerThatMendsItsCertificateIsBelieved() {
        const Trusting trusting(goodCertificate());
        FakeServer server(expiredCertificate());
        RestClient rest(server.url());
        std::optional<Result<QJsonDocument>> answer;
        rest.get(QStringLiteral("/v1.0/none"), [&](auto got) { answer = got; });
        QTRY_VERIFY(answer);
        QVERIFY(!rest.identityProblem().isEmpty());

        server.showCertificate(goodCertificate());
        answer.reset();
        rest.get(QStringLiteral("/v1.0/none"), [&](auto got) { answer = got; });
        QTRY_VERIFY(answer);
        QCOMPARE(answer->error().code, Errc::unauthenticated);
        QVERIFY(rest.identityProblem().isEmpty());
    }

    void namesInPathsAreEscaped() {
        QCOMPARE(RestClient::segment(QStringLiteral("dm:a:b+c@d")), QStringLiteral("dm%3Aa%3Ab%2Bc%40d"));
    }
};
BAITHAK_REGISTER_TEST(RestClientTest);

#include "rest_client_test.moc"
