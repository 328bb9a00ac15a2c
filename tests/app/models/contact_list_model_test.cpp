// SPDX-License-Identifier: MIT
#include "app/models/contact_list_model.h"

#include <QAbstractItemModelTester>
#include <QObject>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/register_test.h"

using namespace baithak::client;

namespace {

struct Fixture {
    ContactListModel model;
    QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};

    Fixture() { model.clear(QStringLiteral("ann")); }
    QStringList names() const {
        QStringList all;
        for (int row = 0; row < model.rowCount(); ++row)
            all << model.index(row).data(ContactListModel::userName).toString();
        return all;
    }
};

}  // namespace

class ContactListModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void standsInOrderOfNamesWithoutOneself() {
        Fixture f;
        f.model.add({"zoe", "Bob", "ann", "al", "Bob"});
        QCOMPARE(f.names(), (QStringList{"al", "Bob", "zoe"}));
    }

    void filters() {
        Fixture f;
        f.model.add({"bob", "bea", "cy"});
        f.model.setFilter(QStringLiteral("B"));
        QCOMPARE(f.names(), (QStringList{"bea", "bob"}));
        f.model.add({"ben", "di"});
        QCOMPARE(f.names(), (QStringList{"bea", "ben", "bob"}));
        f.model.setFilter({});
        QCOMPARE(f.model.count(), 5);
    }

    void knowsWithWhomThereIsAConversation() {
        Fixture f;
        f.model.add({"bob"});
        QSignalSpy changes(&f.model, &QAbstractItemModel::dataChanged);
        f.model.setConversation(QStringLiteral("bob"), QStringLiteral("dm:ann:bob"));
        f.model.setConversation(QStringLiteral("bob"), QStringLiteral("dm:ann:bob"));
        QCOMPARE(changes.size(), 1);
        QCOMPARE(f.model.index(0).data(ContactListModel::conversation).toString(), QStringLiteral("dm:ann:bob"));
    }

    void asksForNamesAndShowsWhoIsUnknown() {
        Fixture f;
        QSignalSpy wanted(&f.model, &ContactListModel::syncWanted);
        f.model.sync({" bob ", "", "nobody", "bob"});
        QCOMPARE(wanted.first().first().toStringList(), (QStringList{"bob", "nobody"}));
        QVERIFY(f.model.isBusy());
        f.model.sync({"cy"});
        QCOMPARE(wanted.size(), 1);  // one at a time
        f.model.finishSync({"bob"}, {"nobody"});
        QVERIFY(!f.model.isBusy());
        QCOMPARE(f.model.unknown(), QStringList{"nobody"});
        QCOMPARE(f.names(), QStringList{"bob"});
    }

    void whoWasNotFoundIsForgottenWithANewFilter() {
        Fixture f;
        f.model.finishSync({}, {"zoe"});
        QCOMPARE(f.model.unknown(), QStringList{"zoe"});
        f.model.setFilter({});
        QVERIFY(f.model.unknown().isEmpty());
    }
};
BAITHAK_REGISTER_TEST(ContactListModelTest);

#include "contact_list_model_test.moc"
