// SPDX-License-Identifier: MIT
#include "app/models/message_list_model.h"

#include <QAbstractItemModelTester>
#include <QObject>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/register_test.h"

using namespace baithak::client;
using Model = MessageListModel;

namespace {

const QString kChat = QStringLiteral("dm:ann:bob");
const qint64 kNoon = QDateTime(QDate(2026, 3, 12), QTime(12, 0), Qt::UTC).toMSecsSinceEpoch();

MessageRow from(const char* who, qint64 seq, qint64 minutes = 0) {
    MessageRow row;
    row.conversation = kChat;
    row.source = QLatin1String(who);
    row.id = QStringLiteral("m%1").arg(seq);
    row.text = QString::number(seq);
    row.seq = seq;
    row.sentAt = kNoon + minutes * 60'000;
    row.state = row.source == QLatin1String("ann") ? MessageState::stored : MessageState::kept;
    return row;
}

MessageRow queued(const char* id, qint64 order) {
    MessageRow row = from("ann", 0);
    row.id = row.text = QLatin1String(id);
    row.localOrder = order;
    row.state = MessageState::queued;
    return row;
}

struct Fixture {
    Model model;
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};
    QSignalSpy resets{&model, &QAbstractItemModel::modelReset};
    QSignalSpy changes{&model, &QAbstractItemModel::dataChanged};
    QSignalSpy arrivals{&model, &Model::newestArrived};

    explicit Fixture(qint64 readSeq = 1'000'000) {
        model.setSelf(QStringLiteral("ann"));
        ConversationRow header;
        header.id = kChat;
        header.readSeq = readSeq;
        model.open(header);
        resets.clear();
    }

    void page(QList<MessageRow> rows, bool canLoadOlder = false) {
        model.setPage({kChat, std::move(rows), canLoadOlder});
    }

    QStringList texts() const { return column(Model::text); }
    QStringList column(int role) const {
        QStringList all;
        for (int row = 0; row < model.rowCount(); ++row) all << model.index(row).data(role).toString();
        return all;
    }
};

}  // namespace

class MessageListModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rowZeroIsTheNewest() {
        Fixture f;
        f.page({from("bob", 3), from("bob", 2), from("bob", 1)});
        f.model.upsert(kChat, {from("bob", 4)});
        QCOMPARE(f.texts(), (QStringList{"4", "3", "2", "1"}));
        QCOMPARE(f.arrivals.size(), 1);
        QCOMPARE(f.arrivals.first().first().toBool(), false);
    }

    void aBurstIsOneInsertion() {
        Fixture f;
        f.page({from("bob", 1)});
        QSignalSpy insertions(&f.model, &QAbstractItemModel::rowsInserted);
        QList<MessageRow> burst;
        for (qint64 seq = 2; seq <= 401; ++seq) burst << from("bob", seq);
        f.model.upsert(kChat, burst);
        QCOMPARE(insertions.size(), 1);
        QCOMPARE(f.model.count(), 401);
        QCOMPARE(f.model.index(0).data(Model::text).toString(), QStringLiteral("401"));
    }

    void whatIsNotStoredStandsAfterAllAndIsReplacedInPlace() {
        Fixture f;
        f.page({from("bob", 1)});
        f.model.upsert(kChat, {queued("q1", 1)});
        f.model.upsert(kChat, {queued("q2", 2)});
        f.model.upsert(kChat, {from("bob", 2)});
        QCOMPARE(f.texts(), (QStringList{"q2", "q1", "2", "1"}));

        auto stored = queued("q1", 1);
        stored.seq = 3;
        stored.state = MessageState::stored;
        QSignalSpy insertions(&f.model, &QAbstractItemModel::rowsInserted);
        f.model.upsert(kChat, {stored});
        QCOMPARE(f.texts(), (QStringList{"q2", "q1", "2", "1"}));
        QCOMPARE(f.column(Model::state), (QStringList{"queued", "stored", "", ""}));
        QVERIFY(insertions.isEmpty());
    }

    void anAcknowledgementThatComesLateMovesTheRowToItsPlace() {
        Fixture f;
        f.page({from("bob", 1)});
        f.model.upsert(kChat, {queued("q", 1)});
        f.model.upsert(kChat, {from("bob", 3)});
        auto stored = queued("q", 1);
        stored.seq = 2;
        stored.state = MessageState::stored;
        f.model.upsert(kChat, {stored});
        QCOMPARE(f.texts(), (QStringList{"3", "q", "1"}));
    }

    void nothingIsShownTwice() {
        Fixture f;
        f.page({from("bob", 2), from("bob", 1)});
        f.model.upsert(kChat, {from("bob", 2)});
        f.model.addOlder({kChat, {from("bob", 1)}, false});
        f.page({from("bob", 2), from("bob", 1)});
        QCOMPARE(f.texts(), (QStringList{"2", "1"}));
        QVERIFY(f.changes.isEmpty());
        QVERIFY(f.arrivals.isEmpty());
    }

    void whatIsToldTwiceAtOnceIsOneRow() {
        Fixture f;
        f.page({from("bob", 1)});
        f.model.upsert(kChat, {from("bob", 2), from("bob", 2)});
        QCOMPARE(f.texts(), (QStringList{"2", "1"}));
        QCOMPARE(f.arrivals.size(), 1);
        auto stored = queued("q", 1);
        stored.seq = 3;
        f.model.upsert(kChat, {queued("q", 1), stored});
        QCOMPARE(f.texts(), (QStringList{"q", "2", "1"}));
        f.model.upsert(kChat, {queued("q", 1)});  // told late
        QCOMPARE(f.texts(), (QStringList{"q", "2", "1"}));
    }

    void olderRowsComeBelowAndOtherConversationsNotAtAll() {
        Fixture f;
        f.page({from("bob", 5), from("bob", 4)}, true);
        f.model.upsert(kChat, {from("bob", 2)});  // beyond what is loaded: paging brings it
        QCOMPARE(f.texts(), (QStringList{"5", "4"}));
        f.model.addOlder({kChat, {from("bob", 3), from("bob", 2), from("bob", 1)}, false});
        QCOMPARE(f.texts(), (QStringList{"5", "4", "3", "2", "1"}));
        QVERIFY(!f.model.canLoadOlder());
        f.model.upsert(QStringLiteral("dm:ann:cy"), {from("cy", 9)});
        QCOMPARE(f.model.count(), 5);
    }

    void aFirstPageFromTheServerFillsUpThatOfTheDisk() {
        Fixture f;
        f.page({from("bob", 5)}, true);  // all that this device had
        f.page({from("bob", 5), from("bob", 4), from("bob", 3)}, true);
        QCOMPARE(f.texts(), (QStringList{"5", "4", "3"}));
        QVERIFY(f.model.canLoadOlder());
    }

    void runsBreakBySenderTimeAndDay() {
        Fixture f;
        f.page({from("bob", 5, 24 * 60), from("bob", 4, 10), from("bob", 3, 4), from("bob", 2), from("ann", 1)});
        QCOMPARE(f.column(Model::startsRun), (QStringList{"true", "true", "false", "true", "true"}));
        QCOMPARE(f.column(Model::endsRun), (QStringList{"true", "true", "true", "false", "true"}));
        const auto days = f.column(Model::dayText);
        QVERIFY(!days[0].isEmpty() && days[1].isEmpty() && days[2].isEmpty() && days[3].isEmpty() &&
                !days[4].isEmpty());
    }

    void aNewMessageJoinsTheRunWithExactRoles() {
        Fixture f;
        f.page({from("bob", 1)});
        f.changes.clear();
        f.model.upsert(kChat, {from("bob", 2, 1)});
        QCOMPARE(f.column(Model::endsRun), (QStringList{"true", "false"}));
        QCOMPARE(f.changes.size(), 1);
        QCOMPARE(f.changes.first().at(2).value<QList<int>>(), QList<int>{Model::endsRun});
    }

    void theUnreadLineStandsAboveTheFirstUnread() {
        Fixture f(2);
        f.page({from("bob", 5), from("bob", 4), from("ann", 3), from("bob", 2), from("bob", 1)});
        QCOMPARE(f.model.firstUnreadRow(), 1);
        QVERIFY(f.model.index(1).data(Model::isFirstUnread).toBool());
        QVERIFY(f.model.index(1).data(Model::startsRun).toBool());

        QSignalSpy read(&f.model, &Model::readWanted);
        f.model.markRead();
        QCOMPARE(read.size(), 1);
        QCOMPARE(read.first().at(1).toLongLong(), 5);
        QCOMPARE(f.model.firstUnreadRow(), 1);  // it stays until it is in the way
        f.model.markRead();
        QCOMPARE(read.size(), 1);

        f.model.upsert(kChat, {from("bob", 6)});
        QCOMPARE(f.model.firstUnreadRow(), 0);
        f.model.upsert(kChat, {queued("q", 1)});
        QCOMPARE(f.model.firstUnreadRow(), -1);
    }

    void aCountWithNothingNewToSeeIsReadToo() {
        Fixture f(2);
        ConversationRow header;
        header.id = kChat;
        header.readSeq = 2;
        header.unread = 1;  // a reaction
        f.model.setHeader(header);
        QSignalSpy read(&f.model, &Model::readWanted);
        f.model.markRead();
        QVERIFY(read.isEmpty());  // nothing is shown yet
        f.page({from("bob", 2), from("bob", 1)});
        f.model.markRead();
        QCOMPARE(read.size(), 1);
        QCOMPARE(read.first().at(1).toLongLong(), 2);
        QCOMPARE(f.model.unreadBelow(), 0);
        f.model.markRead();
        QCOMPARE(read.size(), 1);
    }

    void theUnreadLineGoesUpToRowsThatComeAfterAllWasRead() {
        Fixture f(2);
        f.model.setPage({kChat, {from("bob", 5)}, true, true});
        QVERIFY(f.model.isLoading());
        QCOMPARE(f.model.firstUnreadRow(), 0);
        f.model.markRead();
        f.page({from("bob", 5), from("bob", 4)}, true);
        QVERIFY(!f.model.isLoading());
        QCOMPARE(f.model.firstUnreadRow(), 1);
        f.model.addOlder({kChat, {from("bob", 3), from("bob", 2)}, false});
        QCOMPARE(f.model.firstUnreadRow(), 2);
        f.model.upsert(kChat, {queued("q", 1)});
        QCOMPARE(f.model.firstUnreadRow(), -1);
    }

    void aPageThatComesAgainDrawsNoLineAboveWhatWasReadSince() {
        Fixture f(1);
        f.page({from("bob", 1)});
        f.model.upsert(kChat, {from("bob", 2)});
        f.model.markRead();
        f.model.upsert(kChat, {queued("q", 1)});
        f.page({from("bob", 2), from("bob", 1)});
        QCOMPARE(f.model.firstUnreadRow(), -1);
    }

    void whatWasReadElsewhereBeforeThePageCameIsNotNew() {
        Fixture f(1);
        ConversationRow header;
        header.id = kChat;
        header.readSeq = 3;
        f.model.setHeader(header);
        f.page({from("bob", 4), from("bob", 3), from("bob", 2), from("bob", 1)});
        QCOMPARE(f.model.firstUnreadRow(), 0);
    }

    void whatIsReadAtOnceDrawsNoLine() {
        Fixture f(1);
        f.page({from("bob", 1)});
        connect(&f.model, &Model::newestArrived, &f.model, &Model::markRead);
        f.model.upsert(kChat, {from("bob", 2)});
        QCOMPARE(f.model.firstUnreadRow(), -1);
    }

    void movedMarksAnnounceTheStatesBetween() {
        Fixture f;
        f.page({from("ann", 4), from("ann", 3), from("bob", 2), from("ann", 1)});
        f.changes.clear();
        ConversationRow header;
        header.id = kChat;
        header.readSeq = 1'000'000;
        header.deliveredUpTo = 3;
        header.readUpTo = 1;
        f.model.setHeader(header);
        QCOMPARE(f.column(Model::state), (QStringList{"stored", "delivered", "", "read"}));
        QCOMPARE(f.changes.size(), 1);
        QCOMPARE(f.changes.first().at(2).value<QList<int>>(), (QList<int>{Model::state, Model::accessibleText}));
        header.readUpTo = 4;
        header.deliveredUpTo = 4;
        f.changes.clear();
        f.model.setHeader(header);
        QCOMPARE(f.changes.size(), 1);
        QCOMPARE(f.changes.first().at(0).value<QModelIndex>().row(), 0);
        QCOMPARE(f.changes.first().at(1).value<QModelIndex>().row(), 1);
    }

    void asksForOlderRowsOnce() {
        Fixture f;
        QSignalSpy wanted(&f.model, &Model::olderWanted);
        f.page({from("bob", 7)}, true);
        f.model.fetchOlder();
        f.model.fetchOlder();
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted.first().at(1).toLongLong(), 7);
        QVERIFY(f.model.isLoading());
        f.model.addOlder({kChat, {}, false});
        f.model.fetchOlder();
        QCOMPARE(wanted.size(), 1);
    }

    void discardedRowsGo() {
        Fixture f;
        f.page({from("bob", 2), from("bob", 1)});
        f.model.upsert(kChat, {queued("q", 1)});
        f.model.remove(kChat, QStringLiteral("q"));
        QCOMPARE(f.texts(), (QStringList{"2", "1"}));
        QCOMPARE(f.column(Model::endsRun), (QStringList{"true", "false"}));
    }

    void anyOrderOfArrivalEndsInOrderOfSeq() {
        QRandomGenerator random(7);
        for (int round = 0; round < 30; ++round) {
            Fixture f;
            QList<MessageRow> rows;
            for (qint64 seq = 1; seq <= 40; ++seq) rows << from(seq % 3 == 0 ? "ann" : "bob", seq, seq * 2);
            std::shuffle(rows.begin(), rows.end(), random);
            while (!rows.isEmpty()) {
                const int size = std::min<int>(static_cast<int>(rows.size()), 1 + static_cast<int>(random.bounded(6)));
                f.model.upsert(kChat, rows.mid(0, size));
                rows = rows.mid(size);
            }
            Fixture whole;
            QList<MessageRow> sorted;
            for (qint64 seq = 40; seq >= 1; --seq) sorted << from(seq % 3 == 0 ? "ann" : "bob", seq, seq * 2);
            whole.page(sorted);
            for (const int role : {Model::text, Model::startsRun, Model::endsRun, Model::dayText})
                QCOMPARE(f.column(role), whole.column(role));
        }
    }
};
BAITHAK_REGISTER_TEST(MessageListModelTest);

#include "message_list_model_test.moc"
