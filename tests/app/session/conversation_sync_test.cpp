// SPDX-License-Identifier: MIT
#include "app/session/conversation_sync.h"

#include <QObject>
#include <QSignalSpy>
#include <QTest>
#include <optional>

#include "tests/app/support/fake_server.h"
#include "tests/app/support/store_fixture.h"
#include "tests/support/register_test.h"

using namespace baithak;
using namespace baithak::client;
using namespace baithak::test;

namespace {

struct Fixture {
    FakeServer server;
    StoreFixture store;
    RestClient rest{server.url()};
    ConversationSync sync{store.get(), &rest, QStringLiteral("ann")};

    Fixture() { rest.setCredentials(QStringLiteral("ann"), server.keyFor(QStringLiteral("ann"))); }

    void say(int count) {
        for (int i = 1; i <= count; ++i) server.append(QStringLiteral("bob"), kAnnBob, QString::number(i));
    }
};

}  // namespace

class ConversationSyncTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsWhatChangedAndRemembersHowFar() {
        Fixture f;
        f.say(3);
        QSignalSpy changed(&f.sync, &ConversationSync::conversationsChanged);
        f.sync.refresh();
        QTRY_COMPARE(changed.size(), 1);
        QCOMPARE(changed.first().first().toStringList(), QStringList{kAnnBob});
        QCOMPARE(f.store->conversation(kAnnBob)->lastSeq, 3);
        QCOMPARE(f.store->conversation(kAnnBob)->last.text, QStringLiteral("3"));
        QCOMPARE(f.store->cursor(), QStringLiteral("7"));
    }

    void tellsTheNewestMessageThatItKeeps() {
        Fixture f;
        f.say(3);
        QSignalSpy loaded(&f.sync, &ConversationSync::messagesLoaded);
        f.sync.refresh();
        QTRY_COMPARE(loaded.size(), 1);
        QCOMPARE(loaded.first().first().toString(), kAnnBob);
        const auto rows = loaded.first().at(1).value<QList<MessageRow>>();
        QCOMPARE(rows.size(), 1);
        QCOMPARE(rows.first().seq, 3);
        QCOMPARE(rows.first().text, QStringLiteral("3"));
    }

    void aPageThatIsNotFullIsTheFirst() {
        Fixture f;
        f.say(10);
        QVERIFY(f.store->addConversation(conversationRow(kAnnBob)));
        std::optional<Result<>> loaded;
        f.sync.loadBefore(kAnnBob, 11, 4, [&loaded](const Result<>& done) { loaded = done; });
        QTRY_VERIFY(loaded);
        QCOMPARE(f.store->range(kAnnBob), (std::pair<qint64, qint64>{7, 10}));
        QVERIFY(!f.store->isHistoryComplete(kAnnBob));
        loaded.reset();
        f.sync.loadBefore(kAnnBob, 7, 20, [&loaded](const Result<>& done) { loaded = done; });
        QTRY_VERIFY(loaded);
        QCOMPARE(f.store->range(kAnnBob).first, 1);
        QVERIFY(f.store->isHistoryComplete(kAnnBob));
        QVERIFY(f.store->positions().isEmpty());  // history is not the live stream
    }

    void fillsAHole() {
        Fixture f;
        f.say(9);
        QVERIFY(f.store->keep({arrivalFrom(QStringLiteral("bob"), 2, QStringLiteral("2")),
                               arrivalFrom(QStringLiteral("bob"), 8, QStringLiteral("8"))}));
        f.sync.fillGap(kAnnBob, 2, 8);
        QTRY_VERIFY(!f.store->hasHole(kAnnBob, 2, 8));
        QCOMPARE(f.store->range(kAnnBob), (std::pair<qint64, qint64>{2, 8}));
    }

    void aGroupThatIsNotForUsIsLeft() {
        Fixture f;
        const QString team = QStringLiteral("grp:00000000-0000-4000-8000-0000000000aa");
        f.server.addGroup(team.mid(4), QStringLiteral("Team"), {QStringLiteral("bob")});
        QVERIFY(f.store->addConversation(conversationRow(team)));
        QSignalSpy changed(&f.sync, &ConversationSync::membersChanged);
        f.sync.refreshMembers(team);
        f.sync.refreshMembers(team);  // while the first is under way
        QTRY_COMPARE(changed.size(), 2);
        QVERIFY(!f.store->conversation(team)->isMember);
    }

    void anErrorIsTold() {
        Fixture f;
        f.server.forgetKeys();
        QSignalSpy failed(&f.sync, &ConversationSync::failed);
        f.sync.refresh();
        QTRY_COMPARE(failed.size(), 1);
    }
};
BAITHAK_REGISTER_TEST(ConversationSyncTest);

#include "conversation_sync_test.moc"
