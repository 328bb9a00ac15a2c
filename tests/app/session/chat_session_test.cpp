// SPDX-License-Identifier: MIT
#include "app/session/chat_session.h"

#include <QObject>
#include <QTest>

#include "app/base/convert.h"
#include "shared/protocol/frames.h"
#include "tests/app/support/session_fixture.h"
#include "tests/support/register_test.h"

using namespace baithak;
using namespace baithak::client;
using namespace baithak::test;

namespace {

const QString kAnnBob = QStringLiteral("dm:ann:bob");
const QString kTeam = QStringLiteral("grp:00000000-0000-4000-8000-0000000000aa");

}  // namespace

class ChatSessionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aMessageIsStoredInOrder() {
        FakeServer server;
        SessionFixture ann(server);
        QTRY_VERIFY(ann.isOnline());
        for (int i = 0; i < 5; ++i) ann.send(kAnnBob, QString::number(i));
        QTRY_COMPARE(server.textsIn(kAnnBob), (QStringList{"0", "1", "2", "3", "4"}));
        QTRY_COMPARE(ann.waiting, 0);
        QTRY_COMPARE(ann.conversations[kAnnBob].last.seq, 5);
        for (const auto& row : std::as_const(ann.messages)) QCOMPARE(row.state, MessageState::stored);
    }

    void whatIsWrittenOfflineGoesOutLater() {
        FakeServer server;
        server.goAway();
        SessionFixture ann(server);
        ann.send(kAnnBob, QStringLiteral("later"));
        QTRY_COMPARE(ann.waiting, 1);
        QTRY_COMPARE(ann.conversations[kAnnBob].last.state, MessageState::queued);
        server.listen();
        ann.post([](ChatSession& session) { session.retryNow(); });
        QTRY_COMPARE(ann.waiting, 0);
        QCOMPARE(server.textsIn(kAnnBob), QStringList{"later"});
    }

    void aRestartBeforeTheAcknowledgementLosesAndDoublesNothing() {
        FakeServer server;
        server.acknowledges = false;
        SessionFixture ann(server);
        QTRY_VERIFY(ann.isOnline());
        ann.send(kAnnBob, QStringLiteral("once"));
        QTRY_COMPARE(server.received, 1);
        ann.end();
        server.acknowledges = true;
        ann.begin();
        QTRY_COMPARE(ann.waiting, 0);
        QCOMPARE(server.received, 2);                            // sent again …
        QCOMPARE(server.textsIn(kAnnBob), QStringList{"once"});  // … under the same id
        ann.post([](ChatSession& session) { session.openConversation(kAnnBob); });
        QTRY_COMPARE(ann.pageTexts(), QStringList{"once"});
    }

    void arrivalsAreKeptThenConfirmed() {
        FakeServer server;
        SessionFixture ann(server);
        QTRY_VERIFY(ann.isOnline());
        for (int i = 1; i <= 400; ++i) server.append(QStringLiteral("bob"), kAnnBob, QString::number(i));
        QTRY_COMPARE(server.confirmations, 400);
        QTRY_COMPARE(ann.messages.size(), 400);
        QCOMPARE(ann.conversations[kAnnBob].unread, 400);
        QVERIFY2(ann.announcements < 200, "a burst is told in batches");
        ann.end();
        ann.begin();
        QTRY_VERIFY(ann.isOnline());
        server.append(QStringLiteral("bob"), kAnnBob, QStringLiteral("more"));
        QTRY_COMPARE(server.confirmations, 401);  // nothing came twice
    }

    void whatCameWhileAwayArrivesOnReturn() {
        FakeServer server;
        SessionFixture ann(server);
        QTRY_VERIFY(ann.isOnline());
        server.append(QStringLiteral("bob"), kAnnBob, QStringLiteral("one"));
        QTRY_COMPARE(server.confirmations, 1);
        ann.end();
        server.append(QStringLiteral("bob"), kAnnBob, QStringLiteral("two"));
        ann.begin();
        QTRY_COMPARE(ann.conversations[kAnnBob].last.text, QStringLiteral("two"));
        QTRY_COMPARE(server.confirmations, 2);
    }

    void receiptsMoveTheMarks() {
        FakeServer server;
        SessionFixture ann(server);
        QTRY_VERIFY(ann.isOnline());
        ann.send(kAnnBob, QStringLiteral("seen?"));
        QTRY_COMPARE(ann.waiting, 0);
        server.say(QStringLiteral("ann"), makeReceiptNotice(UserId("ann"), {"dm:ann:bob", UserId("bob"), 1, 0}));
        QTRY_COMPARE(ann.conversations[kAnnBob].deliveredUpTo, 1);
        QCOMPARE(ann.conversations[kAnnBob].readUpTo, 0);
        server.say(QStringLiteral("ann"), makeReceiptNotice(UserId("ann"), {"dm:ann:bob", UserId("bob"), 1, 1}));
        QTRY_COMPARE(ann.conversations[kAnnBob].readUpTo, 1);
    }

    void aRefusalIsTold() {
        FakeServer server;
        server.refusesWith = QStringLiteral("blocked");
        SessionFixture ann(server);
        QTRY_VERIFY(ann.isOnline());
        ann.send(kAnnBob, QStringLiteral("no"));
        QTRY_COMPARE(ann.conversations[kAnnBob].last.state, MessageState::failed);
        QVERIFY(!ann.conversations[kAnnBob].last.errorText.isEmpty());
        QTRY_COMPARE(ann.waiting, 0);
    }

    void typingIsTakenBackByTheMessage() {
        FakeServer server;
        SessionFixture ann(server);
        QTRY_VERIFY(ann.isOnline());
        Message typing = makeTyping(UserId("ann"), true);
        typing.source = UserId("bob");
        server.say(QStringLiteral("ann"), typing);
        QTRY_COMPARE(ann.typing[kAnnBob], QStringList{"bob"});
        server.append(QStringLiteral("bob"), kAnnBob, QStringLiteral("there"));
        QTRY_COMPARE(ann.typing[kAnnBob], QStringList());
    }

    void membershipNoticesRefreshTheMembers() {
        FakeServer server;
        server.addGroup(kTeam.mid(4), QStringLiteral("Team"), {QStringLiteral("bob"), QStringLiteral("ann")});
        SessionFixture ann(server);
        QTRY_VERIFY(ann.isOnline());
        server.appendNotice(QStringLiteral("bob"), kTeam, R"({"added":[{"username":"ann","role":"user"}]})", "add");
        QTRY_COMPARE(ann.members[kTeam].size(), 2);
        QTRY_COMPARE(ann.conversations[kTeam].title, QStringLiteral("Team"));
        QVERIFY(ann.conversations[kTeam].last.isNotice);

        server.addGroup(kTeam.mid(4), QStringLiteral("Team"), {QStringLiteral("bob")});
        server.say(QStringLiteral("ann"), [&server] {
            server.appendNotice(QStringLiteral("bob"), kTeam, R"({"removed":["ann"]})", "remove");
            Message last = server.log(kTeam).back().message;
            last.meta.set("conv", toStd(kTeam));
            last.meta.set("seq", "2");
            return last;
        }());
        QTRY_VERIFY(!ann.conversations[kTeam].isMember);
    }

    void aKeyThatEndsIsTold() {
        FakeServer server;
        SessionFixture ann(server);
        QTRY_VERIFY(ann.isOnline());
        server.closeAll(4401);
        QTRY_COMPARE(ann.endedWith, 4401);
        const QString url = server.url().toString();
        const QString key = server.keyFor(QStringLiteral("ann"));
        ann.post([url, key](ChatSession& session) { session.moveTo(url, key); });
        QTRY_VERIFY(ann.isOnline());
    }

    void aDatabaseThatCannotBeOpenedIsTold() {
        SignedIn signedIn;
        signedIn.account.user = QStringLiteral("ann");
        ChatSession session(signedIn, QStringLiteral("/nowhere/cache.sqlite"));
        QSignalSpy failed(&session, &ChatSession::storeFailed);
        session.start();
        QCOMPARE(failed.size(), 1);
        session.sendText(kAnnBob, QStringLiteral("x"), false);  // and nothing crashes after
    }
};
BAITHAK_REGISTER_TEST(ChatSessionTest);

#include "chat_session_test.moc"
