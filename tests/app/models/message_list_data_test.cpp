// SPDX-License-Identifier: MIT
#include <QLocale>
#include <QObject>
#include <QTest>

#include "app/models/message_list_model.h"
#include "tests/support/register_test.h"

using namespace baithak::client;
using Model = MessageListModel;

class MessageListDataTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }

    void saysAMessageInASentence() {
        Model model;
        model.setSelf(QStringLiteral("ann"));
        ConversationRow header;
        header.id = QStringLiteral("dm:ann:bob");
        header.readUpTo = header.deliveredUpTo = 2;
        header.readSeq = 9;
        model.open(header);
        MessageRow own;
        own.conversation = header.id;
        own.source = QStringLiteral("ann");
        own.id = QStringLiteral("a");
        own.text = QStringLiteral("Lunch?");
        own.seq = 2;
        own.sentAt = QDateTime(QDate(2026, 3, 12), QTime(10, 24)).toMSecsSinceEpoch();
        MessageRow notice = own;
        notice.id = QStringLiteral("b");
        notice.seq = 1;
        notice.isNotice = true;
        notice.content = R"({"removed":["ann"]})";
        model.setPage({header.id, {own, notice}, false});

        const auto first = model.index(0);
        QCOMPARE(first.data(Model::accessibleText).toString(), QStringLiteral("You: Lunch? 10:24, read"));
        QCOMPARE(first.data(Model::isOwn).toBool(), true);
        QCOMPARE(first.data(Model::timeText).toString(), QStringLiteral("10:24"));
        QCOMPARE(first.data(Model::initialsRole).toString(), QStringLiteral("A"));
        QVERIFY(first.data(Model::fullTimeText).toString().contains(QStringLiteral("2026")));
        const auto second = model.index(1);
        QCOMPARE(second.data(Model::text).toString(), QStringLiteral("You left"));
        QVERIFY(second.data(Model::isNotice).toBool());
        QCOMPARE(second.data(Model::state).toString(), QString());
    }

    void everyRoleHasAName() {
        const Model model;
        const auto names = model.roleNames();
        for (int role = Model::messageId; role <= Model::accessibleText; ++role) QVERIFY(names.contains(role));
        QCOMPARE(names.value(Model::avatarSeedRole), QByteArray("avatarSeed"));
    }
};
BAITHAK_REGISTER_TEST(MessageListDataTest);

#include "message_list_data_test.moc"
