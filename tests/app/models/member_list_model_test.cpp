// SPDX-License-Identifier: MIT
#include "app/models/member_list_model.h"

#include <QAbstractItemModelTester>
#include <QObject>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/register_test.h"

using namespace baithak::client;

namespace {

const QString kAdmin = QStringLiteral("admin");
const QString kUser = QStringLiteral("user");

struct Fixture {
    MemberListModel model;
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};

    Fixture() { model.setSelf(QStringLiteral("ann")); }
    QStringList names() const {
        QStringList all;
        for (int row = 0; row < model.rowCount(); ++row)
            all << model.index(row).data(MemberListModel::userName).toString();
        return all;
    }
};

}  // namespace

class MemberListModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void adminsStandFirst() {
        Fixture f;
        f.model.setMembers({{"bob", kUser}, {"zoe", kAdmin}, {"ann", kUser}});
        QCOMPARE(f.names(), (QStringList{"zoe", "ann", "bob"}));
        QVERIFY(!f.model.isAdmin());
        QVERIFY(f.model.index(1).data(MemberListModel::isSelf).toBool());
        QCOMPARE(f.model.index(0).data(MemberListModel::accessibleText).toString(), QStringLiteral("zoe, admin"));
    }

    void changesWithoutAReset() {
        Fixture f;
        f.model.setMembers({{"ann", kAdmin}, {"bob", kUser}, {"cy", kUser}});
        QSignalSpy resets(&f.model, &QAbstractItemModel::modelReset);
        f.model.setMembers({{"ann", kAdmin}, {"cy", kAdmin}, {"di", kUser}});
        QCOMPARE(f.names(), (QStringList{"ann", "cy", "di"}));
        QVERIFY(resets.isEmpty());
        QCOMPARE(f.model.count(), 3);
    }

    void onlyAnAdminMayRemoveAndNotHerself() {
        Fixture f;
        f.model.setMembers({{"ann", kAdmin}, {"bob", kUser}});
        QVERIFY(f.model.isAdmin());
        QVERIFY(!f.model.index(0).data(MemberListModel::canRemove).toBool());
        QVERIFY(f.model.index(1).data(MemberListModel::canRemove).toBool());
        f.model.setMembers({{"ann", kUser}, {"bob", kAdmin}});
        QVERIFY(!f.model.isAdmin());
        QVERIFY(!f.model.index(0).data(MemberListModel::canRemove).toBool());
    }

    void wishesArePassedUp() {
        Fixture f;
        f.model.setMembers({{"ann", kAdmin}, {"bob", kUser}});
        QSignalSpy added(&f.model, &MemberListModel::addWanted);
        QSignalSpy removed(&f.model, &MemberListModel::removeWanted);
        f.model.add({" cy ", "bob", ""});
        QCOMPARE(added.first().first().toStringList(), QStringList{"cy"});
        f.model.add({"bob"});
        QCOMPARE(added.size(), 1);
        f.model.remove(QStringLiteral("bob"));
        f.model.leave();
        QCOMPARE(removed.first().first().toString(), QStringLiteral("bob"));
        QCOMPARE(removed.last().first().toString(), QStringLiteral("ann"));
    }
};
BAITHAK_REGISTER_TEST(MemberListModelTest);

#include "member_list_model_test.moc"
