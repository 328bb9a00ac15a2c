// SPDX-License-Identifier: MIT
#include <QObject>
#include <QSignalSpy>
#include <QTest>
#include <optional>

#include "tests/app/support/app_fixture.h"
#include "tests/app/support/certificates.h"
#include "tests/app/support/fake_server.h"
#include "tests/support/register_test.h"

using namespace baithak::client;
using namespace baithak::test;

namespace {

const auto kCertificate = QStringLiteral("certificate");

// Ann signed in while her computer trusted the server; now it does not any more.
struct Distrusting {
    FakeServer server{goodCertificate()};
    AppFixture app{server.url().toString()};

    Distrusting() {
        {
            const Trusting trusting(goodCertificate());
            app->startChatting(QStringLiteral("ann"));
            if (!QTest::qWaitFor([this] { return app.isOnline(); }, 20'000)) qFatal("ann is not online");
            app.end();
        }
        app.begin();
    }
};

}  // namespace

class ChatAppIdentityTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void signingInStopsAtAServerThatIsNotBelieved() {
        FakeServer server(expiredCertificate());
        AppFixture app((QString()));
        app->connectTo(server.url().toString(), QStringLiteral("ann"), QStringLiteral("correct horse"), false);
        QTRY_COMPARE(app->errorAction(), kCertificate);
        QCOMPARE(app->stage(), QStringLiteral("starting"));
        QVERIFY(app->errorTitle().startsWith(QStringLiteral("This server's identity could not be checked: expired")));
        QVERIFY(!app->errorText().isEmpty());
        QCOMPARE(app->identityProblem().host, server.url().authority());
        QVERIFY(server.calls.isEmpty());

        app->dismissError();
        QCOMPARE(app->stage(), QStringLiteral("welcome"));
        QVERIFY(app->errorTitle().isEmpty());
    }

    void aNewAccountIsNotMadeThereEither() {
        FakeServer server(goodCertificate());
        AppFixture app(server.url().toString());
        app->startChatting(QStringLiteral("ann"));
        QTRY_COMPARE(app->errorAction(), kCertificate);
        QVERIFY(server.calls.isEmpty());

        const Trusting trusting(goodCertificate());
        app->startChatting(QStringLiteral("ann"));
        QTRY_COMPARE(app->stage(), QStringLiteral("chat"));
        QVERIFY(app->identityProblem().isEmpty());
    }

    void aSessionThatGoesOnSaysItUntilTheServerIsBelieved() {
        Distrusting d;
        QTRY_COMPARE(d.app->errorAction(), kCertificate);
        QCOMPARE(d.app->stage(), QStringLiteral("chat"));
        QVERIFY(d.app->errorTitle().endsWith(QStringLiteral("signed only by itself")));
        QCOMPARE(d.server.connections(QStringLiteral("ann")), 0);

        const Trusting trusting(goodCertificate());
        d.app->retryNow();
        QTRY_VERIFY(d.app.isOnline());
        QVERIFY(d.app->errorTitle().isEmpty());
        QVERIFY(d.app->identityProblem().isEmpty());
    }

    void whoHasDismissedItIsNotToldAtEachTry() {
        Distrusting d;
        QTRY_COMPARE(d.app->errorAction(), kCertificate);
        d.app->dismissError();
        QSignalSpy links(d.app.get(), &ChatApp::linkChanged);
        QSignalSpy errors(d.app.get(), &ChatApp::errorChanged);
        QTRY_VERIFY(links.size() >= 2);  // connecting, and offline again
        QVERIFY(errors.isEmpty());

        d.app->retryNow();
        QTRY_COMPARE(d.app->errorAction(), kCertificate);
    }
};
BAITHAK_REGISTER_TEST(ChatAppIdentityTest);

#include "chat_app_identity_test.moc"
