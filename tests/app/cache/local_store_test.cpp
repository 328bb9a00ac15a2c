// SPDX-License-Identifier: MIT
#include "app/cache/local_store.h"

#include <QFile>
#include <QFileInfo>
#include <QObject>
#include <QTest>

#include "tests/app/support/store_fixture.h"
#include "tests/support/register_test.h"

using namespace baithak;
using namespace baithak::client;
using namespace baithak::test;

class LocalStoreTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsTheOutboxInOrderAcrossRuns() {
        StoreFixture store;
        for (const auto* id : {"c", "a", "b"}) {
            const auto row = store->addOutgoing(textFromAnn(QString::fromLatin1(id), QStringLiteral("x")), kAnnBob,
                                                QStringLiteral("x"), false);
            QVERIFY(row);
            QCOMPARE(row->state, MessageState::queued);
        }
        store.reopen();
        const auto queued = store->outbox();
        QCOMPARE(queued.size(), 3U);
        QCOMPARE(queued[0].id.value, "c");
        QCOMPARE(queued[1].id.value, "a");
        QCOMPARE(queued[2].id.value, "b");
        QCOMPARE(queued[0].destination, "bob");
        QCOMPARE(queued[0], textFromAnn(QStringLiteral("c"), QStringLiteral("x")));
    }

    void clearsTheDraftWithTheMessageItBecame() {
        StoreFixture store;
        QVERIFY(store->addConversation(conversationRow(kAnnBob)));
        QVERIFY(store->saveDraft(kAnnBob, QStringLiteral("hel")));
        QCOMPARE(store->conversation(kAnnBob)->draft, QStringLiteral("hel"));
        QVERIFY(store->addOutgoing(textFromAnn(QStringLiteral("a"), QStringLiteral("hello")), kAnnBob,
                                   QStringLiteral("hello"), true));
        QCOMPARE(store->conversation(kAnnBob)->draft, QString());
    }

    void anAcknowledgedMessageHasItsPlaceAndLeavesTheOutbox() {
        StoreFixture store;
        QVERIFY(store->addOutgoing(textFromAnn(QStringLiteral("a"), QStringLiteral("x")), kAnnBob, QStringLiteral("x"),
                                   false));
        const auto row = store->acknowledge(QStringLiteral("a"), kAnnBob, 1, 42);
        QVERIFY(row && *row);
        QCOMPARE((*row)->seq, 1);
        QCOMPARE((*row)->state, MessageState::stored);
        QCOMPARE((*row)->sentAt, 42);
        QCOMPARE(store->outboxSize(), 0);
        QCOMPARE(store->positions(), (QList<std::pair<QString, qint64>>{{kAnnBob, 1}}));
    }

    void aRefusedMessageSaysWhyAndCanBeSentAgainOrDropped() {
        StoreFixture store;
        const Message message = textFromAnn(QStringLiteral("a"), QStringLiteral("x"));
        QVERIFY(store->addOutgoing(message, kAnnBob, QStringLiteral("x"), false));
        QVERIFY(!*store->discard(QStringLiteral("a")));  // it may be on its way: not to be taken back
        const auto refused = store->refuse(QStringLiteral("a"), QStringLiteral("blocked"));
        QCOMPARE((*refused)->state, MessageState::failed);
        QCOMPARE((*refused)->errorText, QStringLiteral("blocked"));
        QCOMPARE(store->outboxSize(), 0);

        const Message same = textFromAnn(QStringLiteral("b"), QStringLiteral("x"));
        const auto again = store->requeue(QStringLiteral("a"), same, kAnnBob);
        QCOMPARE((*again)->state, MessageState::queued);
        QCOMPARE((*again)->id, QStringLiteral("b"));
        QVERIFY(!store->ownMessage(QStringLiteral("a")));
        QCOMPARE(store->outbox().size(), 1U);
        QCOMPARE(store->outbox().front().id.value, std::string("b"));

        QVERIFY(store->refuse(QStringLiteral("b"), QStringLiteral("blocked")));
        QCOMPARE(store->discard(QStringLiteral("b"))->value(), kAnnBob);
        QVERIFY(!store->ownMessage(QStringLiteral("b")));
    }

    void writesWhatArrivesOnce() {
        StoreFixture store;
        const auto first = store->keep({arrivalFrom(QStringLiteral("bob"), 1, QStringLiteral("one")),
                                        arrivalFrom(QStringLiteral("bob"), 2, QStringLiteral("two"))});
        QCOMPARE(first->size(), 2);
        const auto second = store->keep({arrivalFrom(QStringLiteral("bob"), 2, QStringLiteral("two")),
                                         arrivalFrom(QStringLiteral("bob"), 3, QStringLiteral("three"))});
        QCOMPARE(second->size(), 1);
        QCOMPARE(second->first().text, QStringLiteral("three"));
        QCOMPARE(store->messages(kAnnBob, 0, 10).size(), 3);
        QCOMPARE(store->positions(), (QList<std::pair<QString, qint64>>{{kAnnBob, 3}}));
    }

    void aQueuedMessageFoundInTheLogIsNotDoubled() {
        StoreFixture store;
        QVERIFY(store->addOutgoing(textFromAnn(QStringLiteral("m1"), QStringLiteral("x")), kAnnBob, QStringLiteral("x"),
                                   false));
        auto found = arrivalFrom(QStringLiteral("ann"), 1, QStringLiteral("x"));
        found.row.state = MessageState::stored;
        QCOMPARE(store->keep({found})->size(), 1);
        const auto rows = store->messages(kAnnBob, 0, 10);
        QCOMPARE(rows.size(), 1);
        QCOMPARE(rows.first().seq, 1);
        QCOMPARE(store->outboxSize(), 1);  // the acknowledgement is still to come
    }

    void aHiddenMessageOnlyKeepsItsPlace() {
        StoreFixture store;
        auto hidden = arrivalFrom(QStringLiteral("bob"), 1, {});
        hidden.isHidden = true;
        QVERIFY(store->keep({hidden})->isEmpty());
        QVERIFY(store->messages(kAnnBob, 0, 10).isEmpty());
        QCOMPARE(store->range(kAnnBob), (std::pair<qint64, qint64>{1, 1}));
        QVERIFY(!store->conversation(kAnnBob)->hasLast);
    }

    void isForItsOwnerAlone() {
        QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("x.sqlite"));
        const auto store = LocalStore::open(path, QStringLiteral("ann"));
        QVERIFY(store);
        QCOMPARE(QFileInfo(path).permissions() & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteOther),
                 QFile::Permissions());
    }

    void saysWhatIsWrongWithAFileThatIsNoDatabase() {
        QTemporaryDir dir;
        const QString path = dir.filePath(QStringLiteral("x.sqlite"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(4096, 'x'));
        file.close();
        const auto store = LocalStore::open(path, QStringLiteral("ann"));
        QVERIFY(!store);
        QCOMPARE(store.error().code, Errc::unavailable);
        QVERIFY(!store.error().text.empty());
    }
};
BAITHAK_REGISTER_TEST(LocalStoreTest);

#include "local_store_test.moc"
