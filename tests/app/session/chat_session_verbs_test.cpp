// SPDX-License-Identifier: MIT
#include <QObject>
#include <QTest>

#include "tests/app/support/session_fixture.h"
#include "tests/support/register_test.h"

using namespace baithak;
using namespace baithak::client;
using namespace baithak::test;

namespace {

const QString kAnnBob = QStringLiteral("dm:ann:bob");

}  // namespace

class ChatSessionVerbsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void historyThatIsNotHereIsPagedFromTheServer() {
        FakeServer server;
        server.addAccount(QStringLiteral("bob"), QStringLiteral("p"));
        for (int i = 1; i <= 150; ++i) server.append(QStringLiteral("bob"), kAnnBob, QString::number(i));
        server.markAllConfirmed(QStringLiteral("ann"));  // another device has seen it all
        SessionFixture ann(server);
        QTRY_COMPARE(ann.conversations[kAnnBob].lastSeq, 150);
        QCOMPARE(ann.conversations[kAnnBob].last.text, QStringLiteral("150"));

        ann.post([](ChatSession& session) { session.openConversation(kAnnBob); });
        QTRY_VERIFY(ann.lastPage.rows.size() >= 60);
        QCOMPARE(ann.pageTexts().first(), QStringLiteral("150"));
        QVERIFY(ann.lastPage.canLoadOlder);
        while (ann.lastPage.canLoadOlder) {
            const int before = ann.pages;
            const qint64 oldest = ann.lastPage.rows.last().seq;
            ann.post([oldest](ChatSession& session) { session.loadOlder(kAnnBob, oldest); });
            QTRY_VERIFY(ann.pages > before);
        }
        QCOMPARE(ann.lastPage.rows.last().seq, 1);
    }

    void readMarksReachTheServerAlsoLater() {
        FakeServer server;
        SessionFixture ann(server);
        QTRY_VERIFY(ann.isOnline());
        server.append(QStringLiteral("bob"), kAnnBob, QStringLiteral("one"));
        QTRY_COMPARE(ann.conversations[kAnnBob].unread, 1);
        server.goAway();
        QTRY_VERIFY(!ann.isOnline());
        ann.post([](ChatSession& session) { session.markRead(kAnnBob, 1); });
        QTRY_COMPARE(ann.conversations[kAnnBob].unread, 0);
        server.listen();
        ann.post([](ChatSession& session) { session.retryNow(); });
        QTRY_COMPARE(server.readMarks.value(kAnnBob + QStringLiteral(" ann")), 1U);
    }

    void aFailedMessageCanBeSentAgainOrDropped() {
        FakeServer server;
        server.refusesWith = QStringLiteral("blocked");
        SessionFixture ann(server);
        QTRY_VERIFY(ann.isOnline());
        ann.send(kAnnBob, QStringLiteral("again"));
        QTRY_COMPARE(ann.conversations[kAnnBob].last.state, MessageState::failed);
        const QString id = ann.conversations[kAnnBob].last.id;
        server.refusesWith.clear();
        ann.post([id](ChatSession& session) { session.retry(id); });
        QTRY_COMPARE(server.textsIn(kAnnBob), QStringList{"again"});
        // The server would refuse the id that it has refused.
        QTRY_COMPARE(ann.conversations[kAnnBob].last.state, MessageState::stored);
        QVERIFY(ann.conversations[kAnnBob].last.id != id);

        server.refusesWith = QStringLiteral("blocked");
        ann.send(kAnnBob, QStringLiteral("never mind"));
        QTRY_COMPARE(ann.conversations[kAnnBob].last.state, MessageState::failed);
        const QString second = ann.conversations[kAnnBob].last.id;
        ann.post([second](ChatSession& session) { session.discard(second); });
        QTRY_COMPARE(ann.conversations[kAnnBob].last.text, QStringLiteral("again"));
    }

    void draftsAndFlagsAreKept() {
        FakeServer server;
        SessionFixture ann(server);
        QTRY_VERIFY(ann.isOnline());
        ann.post([](ChatSession& session) {
            session.addDirect(QStringLiteral("bob"));
            session.saveDraft(kAnnBob, QStringLiteral("hal"));
            session.setFlags(kAnnBob, true, true);
        });
        QTRY_VERIFY(ann.conversations[kAnnBob].pinned);
        QTRY_VERIFY(server.calls.contains(QStringLiteral("PATCH /v1.0/conversations/dm:ann:bob")));
        ann.end();
        ann.conversations.clear();
        ann.begin();
        QTRY_COMPARE(ann.conversations[kAnnBob].draft, QStringLiteral("hal"));
        QVERIFY(ann.conversations[kAnnBob].muted);
    }

    void looksUpWhoExists() {
        FakeServer server;
        server.addAccount(QStringLiteral("bob"), QStringLiteral("p"));
        SessionFixture ann(server);
        QTRY_VERIFY(ann.isOnline());
        std::optional<Result<QStringList>> found;
        ann.post([&found](ChatSession& session) {
            session.lookUp({QStringLiteral("bob"), QStringLiteral("nobody")},
                           [&found](const Result<QStringList>& names) { found = names; });
        });
        QTRY_VERIFY(found);
        QVERIFY(*found);
        QCOMPARE(**found, QStringList{"bob"});
    }

    void makesAGroupAndChangesItsMembers() {
        FakeServer server;
        server.addAccount(QStringLiteral("bob"), QStringLiteral("p"));
        SessionFixture ann(server);
        QTRY_VERIFY(ann.isOnline());
        QString group;
        ann.post([&group](ChatSession& session) {
            session.createGroup(QStringLiteral("Team"), {QStringLiteral("bob")},
                                [&group](const Result<QString>& made) { group = *made; });
        });
        QTRY_VERIFY(!group.isEmpty());
        QTRY_COMPARE(ann.members[group].size(), 2);
        QTRY_COMPARE(ann.conversations[group].title, QStringLiteral("Team"));

        ann.post([group](ChatSession& session) {
            session.addMembers(group, {QStringLiteral("cy")}, [](const Result<>&) {});
        });
        QTRY_COMPARE(ann.members[group].size(), 3);
        ann.post([group](ChatSession& session) {
            session.removeMember(group, QStringLiteral("bob"), [](const Result<>&) {});
        });
        QTRY_COMPARE(ann.members[group].size(), 2);
    }

    void onlyAnAdminRemovesOthers() {
        FakeServer server;
        const QString team = QStringLiteral("grp:00000000-0000-4000-8000-0000000000aa");
        server.addGroup(team.mid(4), QStringLiteral("Team"),
                        {QStringLiteral("bob"), QStringLiteral("ann"), QStringLiteral("cy")});
        SessionFixture ann(server);
        QTRY_VERIFY(ann.isOnline());
        std::optional<Result<>> outcome;
        ann.post([team, &outcome](ChatSession& session) {
            session.removeMember(team, QStringLiteral("cy"), [&outcome](const Result<>& done) { outcome = done; });
        });
        QTRY_VERIFY(outcome);
        QCOMPARE(outcome->error().code, Errc::forbidden);
    }

    void whatNeedsTheServerSaysSoOffline() {
        FakeServer server;
        server.goAway();
        SessionFixture ann(server);
        std::optional<Result<QString>> made;
        ann.post([&made](ChatSession& session) {
            session.createGroup(QStringLiteral("Team"), {}, [&made](const Result<QString>& group) { made = group; });
        });
        QTRY_VERIFY(made);
        QCOMPARE(made->error().code, Errc::unavailable);
    }

    void typingGoesOutOnlyWhenOnline() {
        FakeServer server;
        SessionFixture ann(server);
        QTRY_VERIFY(ann.isOnline());
        ann.post([](ChatSession& session) {
            session.setTyping(QStringLiteral("dm:ann:ann"), true);  // to oneself: no
            session.setTyping(kAnnBob, true);
        });
        QTRY_COMPARE(server.ephemerals.size(), 1);
        QCOMPARE(server.ephemerals.first().destination, "bob");
    }
};
BAITHAK_REGISTER_TEST(ChatSessionVerbsTest);

#include "chat_session_verbs_test.moc"
