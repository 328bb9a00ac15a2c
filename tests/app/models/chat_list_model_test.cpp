// SPDX-License-Identifier: MIT
#include "app/models/chat_list_model.h"

#include <QAbstractItemModelTester>
#include <QLocale>
#include <QObject>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/register_test.h"

using namespace baithak::client;

namespace {

ConversationRow withPeer(const char* peer, qint64 activityAt, int unread = 0) {
    ConversationRow row;
    row.id = QStringLiteral("dm:ann:%1").arg(QLatin1String(peer));
    row.activityAt = activityAt;
    row.unread = unread;
    row.hasLast = true;
    row.last.source = QLatin1String(peer);
    row.last.text = QStringLiteral("hello\nthere");
    row.last.seq = 1;
    return row;
}

struct Fixture {
    ChatListModel model;
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};

    Fixture() { model.clear(QStringLiteral("ann")); }

    QStringList titles() const {
        QStringList all;
        for (int row = 0; row < model.rowCount(); ++row) all << model.index(row).data(ChatListModel::title).toString();
        return all;
    }
};

}  // namespace

class ChatListModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }

    void standsInOrderOfActivityWithThePinnedFirst() {
        Fixture f;
        auto pinned = withPeer("old", 1);
        pinned.pinned = true;
        f.model.upsert({withPeer("bob", 20), pinned, withPeer("cy", 30)});
        QCOMPARE(f.titles(), (QStringList{"old", "cy", "bob"}));
    }

    void newActivityMovesTheRowWithoutAReset() {
        Fixture f;
        f.model.upsert({withPeer("bob", 20), withPeer("cy", 30), withPeer("di", 10)});
        QSignalSpy resets(&f.model, &QAbstractItemModel::modelReset);
        QSignalSpy moves(&f.model, &QAbstractItemModel::rowsMoved);
        f.model.upsert({withPeer("di", 40)});
        QCOMPARE(f.titles(), (QStringList{"di", "cy", "bob"}));
        QCOMPARE(moves.size(), 1);
        QVERIFY(resets.isEmpty());
        f.model.upsert({withPeer("di", 25)});
        QCOMPARE(f.titles(), (QStringList{"cy", "di", "bob"}));
    }

    void announcesExactlyTheRolesThatChanged() {
        Fixture f;
        f.model.upsert({withPeer("bob", 20)});
        QSignalSpy changes(&f.model, &QAbstractItemModel::dataChanged);
        f.model.upsert({withPeer("bob", 20)});
        QVERIFY(changes.isEmpty());
        f.model.upsert({withPeer("bob", 20, 3)});
        QCOMPARE(changes.size(), 1);
        QCOMPARE(changes.first().at(2).value<QList<int>>(),
                 (QList<int>{ChatListModel::unread, ChatListModel::accessibleText}));
    }

    void filtersByTitle() {
        Fixture f;
        f.model.upsert({withPeer("bob", 20), withPeer("cy", 30)});
        f.model.setFilter(QStringLiteral("BO"));
        QCOMPARE(f.titles(), QStringList{"bob"});
        f.model.upsert({withPeer("cy", 50), withPeer("bobby", 60)});
        QCOMPARE(f.titles(), (QStringList{"bobby", "bob"}));
        f.model.setFilter({});
        QCOMPARE(f.titles(), (QStringList{"bobby", "cy", "bob"}));
    }

    void archivedOnesAreFoundBySearchAlone() {
        Fixture f;
        auto archived = withPeer("bob", 20);
        f.model.upsert({archived});
        archived.archived = true;
        f.model.upsert({archived});
        QCOMPARE(f.model.count(), 0);
        f.model.setFilter(QStringLiteral("bob"));
        QCOMPARE(f.model.count(), 1);
    }

    void countsTheUnreadOfWhatIsNotMuted() {
        Fixture f;
        auto muted = withPeer("cy", 1, 5);
        muted.muted = true;
        f.model.upsert({withPeer("bob", 2, 3), muted});
        QCOMPARE(f.model.totalUnread(), 3);
        f.model.upsert({withPeer("bob", 2)});
        QCOMPARE(f.model.totalUnread(), 0);
    }

    void saysARowInASentence() {
        Fixture f;
        auto row = withPeer("bob", QDateTime(QDate::currentDate(), QTime(10, 24)).toMSecsSinceEpoch(), 3);
        row.draft = QStringLiteral("on my");
        f.model.upsert({row});
        const auto index = f.model.index(0);
        QCOMPARE(index.data(ChatListModel::accessibleText).toString(),
                 QStringLiteral("bob, 3 unread, Draft: on my, hello there, 10:24"));
        QCOMPARE(index.data(ChatListModel::preview).toString(), QStringLiteral("hello there"));
        QCOMPARE(index.data(ChatListModel::previewState).toString(), QString());
    }

    void aGroupsPreviewSaysWho() {
        Fixture f;
        auto row = withPeer("bob", 1);
        row.id = QStringLiteral("grp:x");
        row.kind = ConversationKind::group;
        f.model.upsert({row});
        QCOMPARE(f.model.index(0).data(ChatListModel::preview).toString(), QStringLiteral("bob: hello there"));
        row.last.source = QStringLiteral("ann");
        f.model.upsert({row});
        QCOMPARE(f.model.index(0).data(ChatListModel::preview).toString(), QStringLiteral("You: hello there"));
        QCOMPARE(f.model.index(0).data(ChatListModel::previewState).toString(), QStringLiteral("stored"));
    }

    void typingAndOpenAreMarksOfARow() {
        Fixture f;
        f.model.upsert({withPeer("bob", 1), withPeer("cy", 2)});
        f.model.setTyping(QStringLiteral("dm:ann:bob"), {QStringLiteral("bob")});
        f.model.setOpen(QStringLiteral("dm:ann:bob"));
        QCOMPARE(f.model.index(1).data(ChatListModel::typingText).toString(), QStringLiteral("typing…"));
        QVERIFY(f.model.index(1).data(ChatListModel::isOpen).toBool());
        QVERIFY(!f.model.index(0).data(ChatListModel::isOpen).toBool());
    }

    void stepsToTheNeighbours() {
        Fixture f;
        f.model.upsert({withPeer("a", 3), withPeer("b", 2), withPeer("c", 1, 2)});
        const auto id = [](const char* peer) { return QStringLiteral("dm:ann:%1").arg(QLatin1String(peer)); };
        QCOMPARE(f.model.neighbour(1, false), id("a"));
        f.model.setOpen(id("a"));
        QCOMPARE(f.model.neighbour(1, false), id("b"));
        QCOMPARE(f.model.neighbour(-1, false), id("c"));
        QCOMPARE(f.model.neighbour(1, true), id("c"));
        f.model.setOpen(id("c"));
        QCOMPARE(f.model.neighbour(1, true), QString());
        QCOMPARE(f.model.neighbour(0, false), QString());
    }

    void answersManyRolesAtOnce() {
        Fixture f;
        f.model.upsert({withPeer("bob", 1, 2)});
        QVector<QModelRoleData> roles{QModelRoleData(ChatListModel::title), QModelRoleData(ChatListModel::unread)};
        f.model.multiData(f.model.index(0), roles);
        QCOMPARE(roles[0].data().toString(), QStringLiteral("bob"));
        QCOMPARE(roles[1].data().toInt(), 2);
    }
};
BAITHAK_REGISTER_TEST(ChatListModelTest);

#include "chat_list_model_test.moc"
