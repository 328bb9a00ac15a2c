// SPDX-License-Identifier: MIT
#include <QObject>
#include <QSignalSpy>
#include <QTest>

#include "app/base/convert.h"
#include "shared/protocol/frames.h"
#include "tests/app/support/chatting.h"
#include "tests/support/register_test.h"

using namespace baithak;
using namespace baithak::client;
using namespace baithak::test;

namespace {

const QString kSelf = QStringLiteral("dm:ann:ann");
const QString kAnnBob = QStringLiteral("dm:ann:bob");

}  // namespace

class ChatAppSessionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theOpenChatSurvivesALostConnection() {
        Chatting c;
        c.app->openDirect(QStringLiteral("bob"));
        QTRY_COMPARE(c.app->openConversation(), kAnnBob);
        c.server.append(QStringLiteral("bob"), kAnnBob, QStringLiteral("one"));
        QTRY_COMPARE(c.app.texts(), QStringList{"one"});
        c.app->composer()->setText(QStringLiteral("half a thought"));

        c.server.goAway();
        QTRY_COMPARE(c.app->link(), QStringLiteral("offline"));
        QVERIFY(c.app->offlineSince().isValid());
        QVERIFY(c.app->composer()->send());
        QTRY_COMPARE(c.app->waiting(), 1);
        QTRY_COMPARE(c.app.states(), (QStringList{"", "queued"}));

        c.server.append(QStringLiteral("bob"), kAnnBob, QStringLiteral("two"));
        c.server.listen();
        c.app->retryNow();
        QTRY_COMPARE(c.app->waiting(), 0);
        QTRY_COMPARE(c.app.texts(), (QStringList{"one", "two", "half a thought"}));
        QCOMPARE(c.app->openConversation(), kAnnBob);
        QVERIFY(!c.app->offlineSince().isValid());
    }

    void deliveryAndReadingAreShown() {
        Chatting c;
        c.app->openDirect(QStringLiteral("bob"));
        QTRY_COMPARE(c.app->openConversation(), kAnnBob);
        c.app->composer()->setText(QStringLiteral("hi"));
        c.app->composer()->send();
        QTRY_COMPARE(c.app.states(), QStringList{"stored"});
        c.server.say(QStringLiteral("ann"), makeReceiptNotice(UserId("ann"), {"dm:ann:bob", UserId("bob"), 1, 0}));
        QTRY_COMPARE(c.app.states(), QStringList{"delivered"});
        c.server.say(QStringLiteral("ann"), makeReceiptNotice(UserId("ann"), {"dm:ann:bob", UserId("bob"), 1, 1}));
        QTRY_COMPARE(c.app.states(), QStringList{"read"});
    }

    void unreadCountsGoWhenTheChatIsRead() {
        Chatting c;
        for (int i = 0; i < 3; ++i) c.server.append(QStringLiteral("bob"), kAnnBob, QString::number(i));
        QTRY_COMPARE(c.app->chats()->totalUnread(), 3);
        c.app->openNextChat(1, true);
        QTRY_COMPARE(c.app->timeline()->count(), 3);
        QCOMPARE(c.app->timeline()->firstUnreadRow(), 2);
        c.app->timeline()->markRead();
        QTRY_COMPARE(c.app->chats()->totalUnread(), 0);
        QTRY_COMPARE(c.server.readMarks.value(kAnnBob + QStringLiteral(" ann")), 3U);
    }

    void aNewDeviceOpensALongChatAtItsFirstUnreadMessage() {
        FakeServer server;
        server.addAccount(QStringLiteral("ann"), QStringLiteral("correct horse"));
        for (int i = 1; i <= 90; ++i) server.append(QStringLiteral("bob"), kAnnBob, QString::number(i));
        server.markAllConfirmed(QStringLiteral("ann"));
        server.readMarks[kAnnBob + QStringLiteral(" ann")] = 50;
        AppFixture app(server.url().toString());
        app->connectTo(server.url().toString(), QStringLiteral("ann"), QStringLiteral("correct horse"), false);
        QTRY_COMPARE(app->chats()->count(), 1);
        // As a screen does that shows what is there, be it one message.
        connect(app->timeline(), &MessageListModel::countChanged, app->timeline(), &MessageListModel::markRead);
        app->openChat(kAnnBob);
        QVERIFY(app->timeline()->isLoading());
        QTRY_VERIFY(!app->timeline()->isLoading());
        QCOMPARE(app->timeline()->count(), 60);
        QCOMPARE(app->timeline()->firstUnreadRow(), 39);
        QVERIFY(app->timeline()->canLoadOlder());
    }

    void typingIsShownWhereItHappens() {
        Chatting c;
        c.app->openDirect(QStringLiteral("bob"));
        QTRY_COMPARE(c.app->openConversation(), kAnnBob);
        Message typing = makeTyping(UserId("ann"), true);
        typing.source = UserId("bob");
        c.server.say(QStringLiteral("ann"), typing);
        QTRY_COMPARE(c.app->timeline()->typingText(), QStringLiteral("typing…"));
        c.app->composer()->setText(QStringLiteral("h"));
        QTRY_COMPARE(c.server.ephemerals.size(), 1);
        c.app->openChat(kSelf);
        QVERIFY(c.app->timeline()->typingText().isEmpty());
        c.app->openChat(kAnnBob);
        QCOMPARE(c.app->timeline()->typingText(), QStringLiteral("typing…"));
    }

    void anEndedKeyIsRenewedInTheBackground() {
        Chatting c;
        c.server.forgetKeys();
        c.server.closeAll(4401);
        QTRY_COMPARE(c.server.calls.count(QStringLiteral("POST /v1.0/login")), 2);
        QTRY_VERIFY(c.app.isOnline());
        QCOMPARE(c.app->openConversation(), kSelf);
        QVERIFY(c.app->errorTitle().isEmpty());
    }

    void aTextThatCannotBeWrittenDownIsNotLost() {
        Chatting c;
        c.app->openDirect(QStringLiteral("bob"));
        QTRY_COMPARE(c.app->openConversation(), kAnnBob);
        c.app.refuseOutgoing();
        auto* const composer = c.app->composer();
        composer->setText(QStringLiteral("A"));
        QVERIFY(composer->send());
        composer->setText(QStringLiteral("B"));
        QTRY_COMPARE(composer->text(), QStringLiteral("A\nB"));

        QVERIFY(composer->send());
        composer->setText(QStringLiteral("C"));
        c.app->openChat(kSelf);
        QTRY_COMPARE(c.app->chats()->find(kAnnBob)->draft, QStringLiteral("A\nB\nC"));
        c.app->openChat(kAnnBob);
        QCOMPARE(composer->text(), QStringLiteral("A\nB\nC"));
        QVERIFY(c.server.textsIn(kAnnBob).isEmpty());
    }

    void nothingIsHeardOfASessionThatHasEnded() {
        Chatting c;
        QStringList stages;
        QObject watcher;
        bool hasLeft = false;
        connect(c.app.operator->(), &ChatApp::linkChanged, &watcher, [&c, &hasLeft] {
            // The session has more to say by now: that its key has ended.
            if (c.app->link() == QLatin1String("offline") && !std::exchange(hasLeft, true)) c.app->signOut();
        });
        connect(c.app.operator->(), &ChatApp::stageChanged, &watcher, [&c, &stages] { stages << c.app->stage(); });
        c.server.closeAll(4401);
        QTRY_COMPARE(c.app->stage(), QStringLiteral("welcome"));
        QTRY_VERIFY(c.server.calls.contains(QStringLiteral("POST /v1.0/logout")));
        QCOMPARE(stages, QStringList{"welcome"});
        QCOMPARE(c.app->chats()->count(), 0);
    }

    void aSecondWindowOnTheSameAccountIsTold() {
        Chatting c;
        c.server.closeAll(4409);
        QTRY_VERIFY(!c.app->errorTitle().isEmpty());
        QCOMPARE(c.app->errorAction(), QStringLiteral("retry"));
        c.app->runErrorAction();
        QTRY_VERIFY(c.app.isOnline());
    }
};
BAITHAK_REGISTER_TEST(ChatAppSessionTest);

#include "chat_app_session_test.moc"
