// SPDX-License-Identifier: MIT
#include <QObject>
#include <QSignalSpy>
#include <QTest>

#include "app/base/convert.h"
#include "shared/protocol/frames.h"
#include "tests/app/support/app_fixture.h"
#include "tests/app/support/fake_server.h"
#include "tests/support/register_test.h"

using namespace baithak;
using namespace baithak::client;
using namespace baithak::test;

namespace {

const QString kSelf = QStringLiteral("dm:ann:ann");
const QString kAnnBob = QStringLiteral("dm:ann:bob");

struct Chatting {
    FakeServer server;
    AppFixture app{server.url().toString()};

    Chatting() {
        server.addAccount(QStringLiteral("bob"), QStringLiteral("p"));
        app->startChatting(QStringLiteral("ann"));
        const bool isReady =
            QTest::qWaitFor([this] { return app.isOnline() && app->openConversation() == kSelf; }, 20'000);
        if (!isReady) qFatal("ann is not chatting");
    }
};

}  // namespace

class ChatAppSessionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void looksANameUpBeforeOpeningAChat() {
        Chatting c;
        c.app->openDirect(QStringLiteral("nobody"));
        QTRY_COMPARE(c.app.notices.size(), 1);
        QVERIFY(c.app.notices.first().contains(QStringLiteral("nobody")));
        c.app->openDirect(QStringLiteral("bob"));
        QTRY_COMPARE(c.app->openConversation(), kAnnBob);
        QCOMPARE(c.app->composer()->placeholder(), QStringLiteral("Message bob"));
        c.app->openDirect(QStringLiteral("not a name"));
        QCOMPARE(c.app.notices.size(), 2);
    }

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

    void draftsBelongToTheirChat() {
        Chatting c;
        c.app->composer()->setText(QStringLiteral("to myself"));
        c.app->openDirect(QStringLiteral("bob"));
        QTRY_COMPARE(c.app->openConversation(), kAnnBob);
        QVERIFY(c.app->composer()->text().isEmpty());
        QCOMPARE(c.app->chats()->find(kSelf)->draft, QStringLiteral("to myself"));
        c.app->openChat(kSelf);
        QCOMPARE(c.app->composer()->text(), QStringLiteral("to myself"));
        c.app.end();
        c.app.begin();
        QTRY_COMPARE(c.app->stage(), QStringLiteral("chat"));
        QCOMPARE(c.app->chats()->find(kSelf)->draft, QStringLiteral("to myself"));
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
    }

    void makesGroupsAndShowsTheirMembers() {
        Chatting c;
        QSignalSpy created(c.app->groupEditor(), &GroupEditor::created);
        c.app->groupEditor()->setName(QStringLiteral("Team"));
        QVERIFY(c.app->groupEditor()->addMember(QStringLiteral("bob")));
        c.app->groupEditor()->create();
        QTRY_COMPARE(created.size(), 1);
        QTRY_COMPARE(c.app->timeline()->title(), QStringLiteral("Team"));
        QCOMPARE(c.app->timeline()->kind(), QStringLiteral("group"));
        QTRY_COMPARE(c.app->members()->count(), 2);
        QVERIFY(c.app->members()->isAdmin());
        c.app->members()->add({QStringLiteral("cy")});
        QTRY_COMPARE(c.app->members()->count(), 3);
        c.app->members()->remove(QStringLiteral("bob"));
        QTRY_COMPARE(c.app->members()->count(), 2);
        c.app->members()->leave();
        QTRY_VERIFY(!c.app->timeline()->isMember());
        QVERIFY(!c.app->composer()->problem().isEmpty());
    }

    void contactsAreFoundByName() {
        Chatting c;
        c.app->contacts()->sync({QStringLiteral("bob"), QStringLiteral("nobody")});
        QTRY_VERIFY(!c.app->contacts()->isBusy());
        QCOMPARE(c.app->contacts()->count(), 1);
        QCOMPARE(c.app->contacts()->unknown(), QStringList{"nobody"});
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

    void aSecondWindowOnTheSameAccountIsTold() {
        Chatting c;
        c.server.closeAll(4409);
        QTRY_VERIFY(!c.app->errorTitle().isEmpty());
        QCOMPARE(c.app->errorAction(), QStringLiteral("retry"));
        c.app->runErrorAction();
        QTRY_VERIFY(c.app.isOnline());
    }

    void mutedAndPinnedAreRemembered() {
        Chatting c;
        c.app->openDirect(QStringLiteral("bob"));
        QTRY_COMPARE(c.app->openConversation(), kAnnBob);
        c.app->setPinned(kSelf, true);
        c.app->setMuted(kAnnBob, true);
        QTRY_VERIFY(c.app->chats()->find(kSelf)->pinned);
        QTRY_VERIFY(c.app->chats()->find(kAnnBob)->muted);
        QCOMPARE(c.app->chats()->index(0).data(ChatListModel::conversation).toString(), kSelf);
    }
};
BAITHAK_REGISTER_TEST(ChatAppSessionTest);

#include "chat_app_session_test.moc"
