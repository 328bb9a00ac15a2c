// SPDX-License-Identifier: MIT
#include "app/models/chat_app.h"

#include <QObject>
#include <QSignalSpy>
#include <QTest>

#include "tests/app/support/app_fixture.h"
#include "tests/app/support/fake_server.h"
#include "tests/support/register_test.h"

using namespace baithak;
using namespace baithak::client;
using namespace baithak::test;

namespace {

const QString kSelf = QStringLiteral("dm:ann:ann");

}  // namespace

class ChatAppTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneClickLeadsToTheComposer() {
        FakeServer server;
        AppFixture app(server.url().toString());
        QCOMPARE(app->stage(), QStringLiteral("welcome"));
        QCOMPARE(app->suggestedName(), QStringLiteral("ann"));
        app->startChatting(app->suggestedName());
        QTRY_COMPARE(app->openConversation(), kSelf);
        QCOMPARE(app->stage(), QStringLiteral("chat"));
        QCOMPARE(app->userName(), QStringLiteral("ann"));
        app->composer()->setText(QStringLiteral("first"));
        QVERIFY(app->composer()->send());
        QTRY_COMPARE(server.textsIn(kSelf), QStringList{"first"});
        QTRY_COMPARE(app.states(), QStringList{"stored"});
        QVERIFY(!app->keychainMissing());
        QVERIFY(app->passwordToKeep().isEmpty());
    }

    void theNextStartGoesOnByItself() {
        FakeServer server;
        AppFixture app(server.url().toString());
        app->startChatting(QStringLiteral("ann"));
        QTRY_VERIFY(app.isOnline());
        app.end();
        server.calls.clear();
        app.begin();
        QCOMPARE(app->stage(), QStringLiteral("starting"));
        QTRY_COMPARE(app->stage(), QStringLiteral("chat"));
        QTRY_VERIFY(app.isOnline());
        QVERIFY(!server.calls.contains(QStringLiteral("POST /v1.0/login")));
        QCOMPARE(app->chats()->count(), 1);
    }

    void howItLooksIsRemembered() {
        AppFixture app(QStringLiteral("http://127.0.0.1:1"));
        QSignalSpy changed(app.operator->(), &ChatApp::themeModeChanged);
        app->setThemeMode(QStringLiteral("dark"));
        app->setThemeMode(QStringLiteral("dark"));
        QCOMPARE(changed.size(), 1);
        app->setTextScale(1.2);
        app->setReducedMotion(true);
        app->setWideLayout(true);
        app.end();
        app.begin();
        QCOMPARE(app->themeMode(), QStringLiteral("dark"));
        QCOMPARE(app->textScale(), 1.2);
        QVERIFY(app->reducedMotion());
        QVERIFY(app->wideLayout());
    }
};
BAITHAK_REGISTER_TEST(ChatAppTest);

#include "chat_app_test.moc"
