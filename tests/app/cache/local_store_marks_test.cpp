// SPDX-License-Identifier: MIT
#include <QObject>
#include <QTest>

#include "tests/app/support/store_fixture.h"
#include "tests/support/register_test.h"

using namespace baithak;
using namespace baithak::client;
using namespace baithak::test;

namespace {

const QString kTeam = QStringLiteral("grp:00000000-0000-4000-8000-000000000001");

ConversationUpdate updateOf(const QString& id, qint64 lastSeq, qint64 readSeq, int unread) {
    ConversationUpdate update;
    update.row.id = id;
    update.row.lastSeq = lastSeq;
    update.row.readSeq = readSeq;
    update.row.unread = unread;
    return update;
}

}  // namespace

class LocalStoreMarksTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesTheServersWordForWhatIsNotHere() {
        StoreFixture store;
        auto update = updateOf(kAnnBob, 40, 30, 10);
        update.last = arrivalFrom(QStringLiteral("bob"), 40, QStringLiteral("the last"));
        update.members = {{QStringLiteral("bob"), {}, 35, 33}};
        QVERIFY(store->update({update}, QStringLiteral("7")));
        const auto row = store->conversation(kAnnBob);
        QCOMPARE(row->lastSeq, 40);
        QCOMPARE(row->unread, 10);
        QCOMPARE(row->deliveredUpTo, 35);
        QCOMPARE(row->readUpTo, 33);
        QCOMPARE(row->last.text, QStringLiteral("the last"));
        QCOMPARE(store->cursor(), QStringLiteral("7"));
    }

    void aReadMarkThatTheServerHasNotHeardOfStands() {
        StoreFixture store;
        QVERIFY(store->update({updateOf(kAnnBob, 40, 30, 10)}, QStringLiteral("1")));
        QVERIFY(*store->markRead(kAnnBob, 40));
        QVERIFY(!*store->markRead(kAnnBob, 39));
        QVERIFY(store->update({updateOf(kAnnBob, 40, 30, 10)}, QStringLiteral("2")));
        QCOMPARE(store->conversation(kAnnBob)->readSeq, 40);
        QCOMPARE(store->conversation(kAnnBob)->unread, 0);

        store.reopen();
        const auto waiting = store->pendingMarks();
        QCOMPARE(waiting.size(), 1);
        QCOMPARE(waiting.first().readSeq, 40);
        QVERIFY(store->readTold(kAnnBob, 40));
        QVERIFY(store->pendingMarks().isEmpty());
    }

    void whatIsHiddenBehindTheNewestIsReadWithIt() {
        StoreFixture store;
        auto reaction = arrivalFrom(QStringLiteral("bob"), 13, {});
        reaction.isHidden = true;
        QVERIFY(store->keep({arrivalFrom(QStringLiteral("bob"), 11, QStringLiteral("a")),
                             arrivalFrom(QStringLiteral("bob"), 12, QStringLiteral("b")), reaction}));
        QVERIFY(store->update({updateOf(kAnnBob, 13, 10, 3)}, QStringLiteral("1")));
        QVERIFY(*store->markRead(kAnnBob, 11));
        QCOMPARE(store->conversation(kAnnBob)->readSeq, 11);
        QVERIFY(*store->markRead(kAnnBob, 12));
        QCOMPARE(store->conversation(kAnnBob)->readSeq, 13);
        QCOMPARE(store->conversation(kAnnBob)->unread, 0);
        QCOMPARE(store->pendingMarks().first().readSeq, 13);
    }

    void whatIsNotHereIsNotReadWithTheNewest() {
        StoreFixture store;
        auto reaction = arrivalFrom(QStringLiteral("bob"), 14, {});
        reaction.isHidden = true;
        QVERIFY(store->keep({arrivalFrom(QStringLiteral("bob"), 12, QStringLiteral("b")), reaction}));
        QVERIFY(*store->markRead(kAnnBob, 12));
        QCOMPARE(store->conversation(kAnnBob)->readSeq, 12);
    }

    void whatAnotherDeviceReadLeavesNoCountOfHiddenOnes() {
        StoreFixture store;
        auto reaction = arrivalFrom(QStringLiteral("bob"), 12, {});
        reaction.isHidden = true;
        QVERIFY(store->keep({arrivalFrom(QStringLiteral("bob"), 11, QStringLiteral("a")), reaction}));
        QVERIFY(store->update({updateOf(kAnnBob, 12, 10, 2)}, QStringLiteral("1")));
        QVERIFY(store->moveMarks({{kAnnBob, QStringLiteral("ann"), 11, 11}}));
        QCOMPARE(store->conversation(kAnnBob)->unread, 0);
        QCOMPARE(store->conversation(kAnnBob)->readSeq, 11);
    }

    void flagsWaitUntilTheyAreTold() {
        StoreFixture store;
        QVERIFY(store->addConversation(conversationRow(kAnnBob)));
        QVERIFY(store->setFlags(kAnnBob, true, {}));
        QVERIFY(store->update({updateOf(kAnnBob, 1, 1, 0)}, QStringLiteral("1")));
        QVERIFY(store->conversation(kAnnBob)->muted);  // the server's "not muted" is older
        const auto waiting = store->pendingMarks();
        QCOMPARE(waiting.size(), 1);
        QCOMPARE(waiting.first().muted, std::optional(true));
        QVERIFY(!waiting.first().pinned);
        QVERIFY(store->flagsTold(waiting.first()));
        QVERIFY(store->pendingMarks().isEmpty());
    }

    void theMarksOfAGroupAreThoseOfItsSlowestMember() {
        StoreFixture store;
        QVERIFY(store->addConversation(conversationRow(kTeam)));
        QVERIFY(store->setMembers(kTeam, {{QStringLiteral("ann"), QStringLiteral("admin")},
                                          {QStringLiteral("bob"), QStringLiteral("user")},
                                          {QStringLiteral("cy"), QStringLiteral("user")}}));
        QCOMPARE(*store->moveMarks({{kTeam, QStringLiteral("bob"), 5, 4}}), QStringList{kTeam});
        QCOMPARE(store->conversation(kTeam)->deliveredUpTo, 0);
        QCOMPARE(*store->moveMarks({{kTeam, QStringLiteral("cy"), 3, 1}}), QStringList{kTeam});
        QCOMPARE(store->conversation(kTeam)->deliveredUpTo, 3);
        QCOMPARE(store->conversation(kTeam)->readUpTo, 1);
        QVERIFY(store->moveMarks({{kTeam, QStringLiteral("cy"), 2, 1}})->isEmpty());
    }

    void marksOfOneselfMoveWhatIsRead() {
        StoreFixture store;
        QVERIFY(store->keep({arrivalFrom(QStringLiteral("bob"), 1, QStringLiteral("one"))}));
        QCOMPARE(*store->moveMarks({{kAnnBob, QStringLiteral("ann"), 1, 1}}), QStringList{kAnnBob});
        QCOMPARE(store->conversation(kAnnBob)->unread, 0);
        QVERIFY(store->pendingMarks().isEmpty());  // the server said it
    }

    void whoIsNotNamedIsNoMember() {
        StoreFixture store;
        QVERIFY(store->addConversation(conversationRow(kTeam)));
        QVERIFY(
            store->setMembers(kTeam, {{QStringLiteral("ann"), QStringLiteral("admin")}, {QStringLiteral("bob"), {}}}));
        QVERIFY(store->conversation(kTeam)->isMember);
        QVERIFY(store->setMembers(kTeam, {{QStringLiteral("bob"), {}}}));
        QCOMPARE(store->members(kTeam).size(), 1);
        QVERIFY(!store->conversation(kTeam)->isMember);
        QCOMPARE(store->conversation(kTeam)->memberCount, 1);
    }

    void contactsAreThoseLookedUpAndThoseMet() {
        StoreFixture store;
        QVERIFY(store->addContacts({QStringLiteral("zoe"), QStringLiteral("bob")}));
        QVERIFY(store->setMembers(kTeam, {{QStringLiteral("cy"), {}}}));
        QCOMPARE(store->contacts(), (QStringList{"bob", "cy", "zoe"}));
    }
};
BAITHAK_REGISTER_TEST(LocalStoreMarksTest);

#include "local_store_marks_test.moc"
