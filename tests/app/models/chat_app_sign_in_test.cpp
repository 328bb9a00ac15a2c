// SPDX-License-Identifier: MIT
#include <QObject>
#include <QSignalSpy>
#include <QTest>

#include "tests/app/support/chatting.h"
#include "tests/app/support/moody_secrets.h"
#include "tests/support/register_test.h"

using namespace baithak;
using namespace baithak::client;
using namespace baithak::test;

namespace {

const QString kSelf = QStringLiteral("dm:ann:ann");

}  // namespace

class ChatAppSignInTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void withNoKeychainThePasswordIsShownAndAskedForEachTime() {
        FakeServer server;
        AppFixture app(server.url().toString(), makeMissingKeychain());
        QTRY_VERIFY(app->keychainMissing());
        const QString password = app->passwordToKeep();
        QVERIFY(password.size() >= 20);
        app->startChatting(QStringLiteral("ann"));
        QTRY_COMPARE(app->stage(), QStringLiteral("chat"));
        QCOMPARE(app->passwordToKeep(), password);  // until it is dismissed

        app.end();
        app.begin();
        QTRY_COMPARE(app->stage(), QStringLiteral("password"));
        app->enterPassword(QStringLiteral("wrong"));
        QTRY_VERIFY(!app->errorTitle().isEmpty());
        QTRY_COMPARE(app->stage(), QStringLiteral("password"));
        app->enterPassword(password);
        QTRY_COMPARE(app->stage(), QStringLiteral("chat"));
        QVERIFY(app->errorTitle().isEmpty());
    }

    void whoMistypesAfterTheKeyEndedIsAskedAgain() {
        Chatting c;
        c.server.addAccount(QStringLiteral("ann"), QStringLiteral("changed elsewhere"));
        c.server.forgetKeys();
        c.server.closeAll(4401);
        QTRY_COMPARE(c.app->stage(), QStringLiteral("password"));
        c.app->enterPassword(QStringLiteral("changed elswhere"));
        QTRY_COMPARE(c.app->errorTitle(), QStringLiteral("Signing in did not work"));
        QCOMPARE(c.app->stage(), QStringLiteral("password"));

        c.server.goAway();
        c.app->enterPassword(QStringLiteral("changed elsewhere"));
        QTRY_COMPARE(c.app->errorAction(), QStringLiteral("retry"));
        c.app->dismissError();
        QCOMPARE(c.app->stage(), QStringLiteral("password"));
        c.app->enterPassword(QStringLiteral("changed elsewhere"));
        QTRY_COMPARE(c.app->errorAction(), QStringLiteral("retry"));
        c.server.listen();
        c.app->runErrorAction();
        QTRY_COMPARE(c.app->stage(), QStringLiteral("chat"));
        QTRY_VERIFY(c.app.isOnline());
        QCOMPARE(c.app->openConversation(), kSelf);
    }

    void aTakenNameLeadsBackToTheWelcome() {
        FakeServer server;
        server.addAccount(QStringLiteral("ann"), QStringLiteral("someone else's"));
        AppFixture app(server.url().toString());
        app->startChatting(QStringLiteral("ann"));
        QTRY_VERIFY(!app->errorTitle().isEmpty());
        QCOMPARE(app->stage(), QStringLiteral("welcome"));
        QVERIFY(app->errorTitle().contains(QStringLiteral("ann")));
        app->startChatting(QStringLiteral("ann2"));
        QTRY_COMPARE(app->stage(), QStringLiteral("chat"));
        QVERIFY(app->errorTitle().isEmpty());
    }

    void anAccountThatTheServerMadeUnheardIsTakenUpByTheNextTry() {
        FakeServer server;
        server.losesAnswers = true;
        AppFixture app(server.url().toString());
        app->startChatting(QStringLiteral("ann"));
        QTRY_VERIFY(server.calls.contains(QStringLiteral("POST /v1.0/register")));
        app->dismissError();
        QCOMPARE(app->stage(), QStringLiteral("welcome"));

        server.losesAnswers = false;
        app->startChatting(QStringLiteral("ann"));
        QTRY_COMPARE(app->stage(), QStringLiteral("chat"));
    }

    void whatIsNoUserNameIsSaidAtOnce() {
        AppFixture app(QStringLiteral("http://127.0.0.1:1"));
        app->startChatting(QStringLiteral("no name!"));
        QVERIFY(!app->errorTitle().isEmpty());
        QCOMPARE(app->stage(), QStringLiteral("welcome"));
        app->connectTo(QStringLiteral("not a server"), QStringLiteral("ann"), QStringLiteral("long enough"), false);
        QVERIFY(app->errorTitle().contains(QStringLiteral("not a server")));
        app->connectTo(QStringLiteral("localhost:1"), QStringLiteral("ann"), QStringLiteral("short"), true);
        QCOMPARE(app->stage(), QStringLiteral("welcome"));
    }

    void anotherServerIsJustAnAddress() {
        FakeServer server;
        server.addAccount(QStringLiteral("ann"), QStringLiteral("correct horse"));
        AppFixture app((QString()));
        app->connectTo(server.url().authority(), QStringLiteral("ann"), QStringLiteral("correct horse"), false);
        QTRY_COMPARE(app->stage(), QStringLiteral("chat"));
        QCOMPARE(app->serverText(), server.url().authority());
        QCOMPARE(server.calls.first(), QStringLiteral("POST /v1.0/login"));
    }

    void aServerThatIsAwayCanBeTriedAgain() {
        FakeServer server;
        server.goAway();
        AppFixture app(server.url().toString());
        app->startChatting(QStringLiteral("ann"));
        QTRY_COMPARE(app->errorAction(), QStringLiteral("retry"));
        QCOMPARE(app->stage(), QStringLiteral("starting"));
        server.listen();
        app->runErrorAction();
        QTRY_COMPARE(app->stage(), QStringLiteral("chat"));
    }

    void aBundledServerThatDoesNotStartSaysSo() {
        QTemporaryDir dir;
        ChatAppOptions options;
        options.dataDir = dir.path();
        options.serverProgram = QStringLiteral("/nowhere/baithakd");
        options.secrets = makeMemorySecrets();
        ChatApp app(options);
        app.start();
        app.startChatting(QStringLiteral("ann"));
        QTRY_COMPARE(app.errorTitle(), QStringLiteral("The local server did not start"));
        QVERIFY(!app.errorText().isEmpty());
        QVERIFY(app.isLocalServer());
        QSignalSpy changes(&app, &ChatApp::errorChanged);
        QCOMPARE(app.errorAction(), QStringLiteral("retry"));
        app.runErrorAction();
        QTRY_COMPARE(changes.size(), 2);  // gone, and there again
        QCOMPARE(app.errorAction(), QStringLiteral("retry"));
    }

    void aLockedKeychainCanBeTriedAgain() {
        FakeServer server;
        const auto secrets = std::make_shared<MoodySecrets>();
        AppFixture app(server.url().toString(), secrets);
        app->startChatting(QStringLiteral("ann"));
        QTRY_VERIFY(app.isOnline());
        app.end();

        secrets->isLocked = true;
        app.begin();
        QTRY_COMPARE(app->stage(), QStringLiteral("password"));
        QVERIFY(app->keychainMissing());
        app->tryKeychainAgain();
        QCOMPARE(app->stage(), QStringLiteral("starting"));
        QTRY_COMPARE(app->stage(), QStringLiteral("password"));
        secrets->isLocked = false;
        app->tryKeychainAgain();
        QTRY_COMPARE(app->stage(), QStringLiteral("chat"));
        QVERIFY(!app->keychainMissing());
        QTRY_VERIFY(app.isOnline());
    }

    void aKeychainThatDoesNotAnswerIsNoDeadEnd() {
        FakeServer server;
        const auto secrets = std::make_shared<MoodySecrets>();
        AppFixture app(server.url().toString(), secrets);
        app->startChatting(QStringLiteral("ann"));
        QTRY_VERIFY(app.isOnline());
        app.end();

        secrets->waitsToRead = true;
        app.begin();
        QTRY_COMPARE_WITH_TIMEOUT(app->stage(), QStringLiteral("password"), 20'000);
        QVERIFY(!app->errorTitle().isEmpty());
        QVERIFY(!app->keychainMissing());
        secrets->answer();
        QTRY_COMPARE(app->stage(), QStringLiteral("chat"));
        QVERIFY(app->errorTitle().isEmpty());
    }

    void signingOutLeadsBackToTheWelcome() {
        FakeServer server;
        AppFixture app(server.url().toString());
        app->startChatting(QStringLiteral("ann"));
        QTRY_COMPARE(app->openConversation(), kSelf);
        app->signOut();
        QCOMPARE(app->stage(), QStringLiteral("welcome"));
        QCOMPARE(app->openConversation(), QString());
        QCOMPARE(app->chats()->count(), 0);
        QTRY_VERIFY(server.calls.contains(QStringLiteral("POST /v1.0/logout")));
        app.end();
        app.begin();
        QCOMPARE(app->stage(), QStringLiteral("welcome"));
    }

    void whoSignedOutComesBackWithThePasswordThatTheAppMade() {
        FakeServer server;
        AppFixture app(server.url().toString());
        app->startChatting(QStringLiteral("ann"));
        QTRY_COMPARE(app->openConversation(), kSelf);
        app->recallPassword();
        QTRY_VERIFY(!app->recalledPassword().isEmpty());
        const QString password = app->recalledPassword();
        app->signOut();
        QVERIFY(app->recalledPassword().isEmpty());

        app->startChatting(QStringLiteral("ann"));
        QTRY_COMPARE(app->errorAction(), QStringLiteral("password"));
        QCOMPARE(app->stage(), QStringLiteral("welcome"));
        app->startChatting(QStringLiteral("ann"), QStringLiteral("not the one"));
        QTRY_COMPARE(app->errorAction(), QStringLiteral("password"));
        app->startChatting(QStringLiteral("ann"), password);
        QTRY_COMPARE(app->openConversation(), kSelf);
    }
};
BAITHAK_REGISTER_TEST(ChatAppSignInTest);

#include "chat_app_sign_in_test.moc"
