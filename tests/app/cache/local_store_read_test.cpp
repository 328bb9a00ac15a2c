// SPDX-License-Identifier: MIT
#include <QObject>
#include <QTest>

#include "tests/app/support/store_fixture.h"
#include "tests/support/register_test.h"

using namespace baithak;
using namespace baithak::client;
using namespace baithak::test;

class LocalStoreReadTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsPagesNewestFirstWithTheUnsentOnTop() {
        StoreFixture store;
        std::vector<Arrival> batch;
        for (int seq = 1; seq <= 5; ++seq)
            batch.push_back(arrivalFrom(QStringLiteral("bob"), seq, QString::number(seq)));
        QVERIFY(store->keep(batch));
        QVERIFY(store->addOutgoing(textFromAnn(QStringLiteral("q1"), QStringLiteral("first")), kAnnBob,
                                   QStringLiteral("first"), false));
        QVERIFY(store->addOutgoing(textFromAnn(QStringLiteral("q2"), QStringLiteral("second")), kAnnBob,
                                   QStringLiteral("second"), false));

        QStringList texts;
        for (const auto& row : store->messages(kAnnBob, 0, 2)) texts << row.text;
        QCOMPARE(texts, (QStringList{"second", "first", "5", "4"}));
        texts.clear();
        for (const auto& row : store->messages(kAnnBob, 4, 2)) texts << row.text;
        QCOMPARE(texts, (QStringList{"3", "2"}));
    }

    void countsTheUnreadOfOthers() {
        StoreFixture store;
        auto own = arrivalFrom(QStringLiteral("ann"), 3, QStringLiteral("from my other device"));
        auto notice = arrivalFrom(QStringLiteral("bob"), 4, {});
        notice.row.isNotice = true;
        auto mention = arrivalFrom(QStringLiteral("bob"), 2, QStringLiteral("@ann"));
        mention.row.mentionsMe = true;
        QVERIFY(store->keep({arrivalFrom(QStringLiteral("bob"), 1, QStringLiteral("one")), mention, own, notice}));
        QCOMPARE(store->conversation(kAnnBob)->unread, 2);
        QCOMPARE(store->conversation(kAnnBob)->mentions, 1);
        QVERIFY(*store->markRead(kAnnBob, 1));
        QCOMPARE(store->conversation(kAnnBob)->unread, 1);
        QVERIFY(*store->markRead(kAnnBob, 4));
        QCOMPARE(store->conversation(kAnnBob)->unread, 0);
        QCOMPARE(store->conversation(kAnnBob)->mentions, 0);
    }

    void seesHolesInTheLog() {
        StoreFixture store;
        QVERIFY(store->keep({arrivalFrom(QStringLiteral("bob"), 1, QStringLiteral("1")),
                             arrivalFrom(QStringLiteral("bob"), 2, QStringLiteral("2")),
                             arrivalFrom(QStringLiteral("bob"), 5, QStringLiteral("5"))}));
        QVERIFY(!store->hasHole(kAnnBob, 1, 2));
        QVERIFY(store->hasHole(kAnnBob, 1, 5));
        QVERIFY(!store->hasHole(kAnnBob, 5, 5));
    }

    void theLastMessageIsTheNewestShown() {
        StoreFixture store;
        QVERIFY(store->keep({arrivalFrom(QStringLiteral("bob"), 1, QStringLiteral("one"))}));
        QCOMPARE(store->conversation(kAnnBob)->last.text, QStringLiteral("one"));
        QVERIFY(store->addOutgoing(textFromAnn(QStringLiteral("q"), QStringLiteral("mine")), kAnnBob,
                                   QStringLiteral("mine"), false));
        QCOMPARE(store->conversation(kAnnBob)->last.text, QStringLiteral("mine"));
        QCOMPARE(store->conversations().size(), 1);
    }

    void systemLogsAreNotListed() {
        StoreFixture store;
        auto state = arrivalFrom(QStringLiteral("bob"), 1, {}, QStringLiteral("sys:ann"));
        state.isHidden = true;
        QVERIFY(store->keep({state}));
        QVERIFY(store->conversations().isEmpty());
        QCOMPARE(store->positions(), (QList<std::pair<QString, qint64>>{{QStringLiteral("sys:ann"), 1}}));
    }
};
BAITHAK_REGISTER_TEST(LocalStoreReadTest);

#include "local_store_read_test.moc"
