// SPDX-License-Identifier: MIT
#include "app/models/words.h"

#include <QLocale>
#include <QObject>
#include <QTest>

#include "tests/support/register_test.h"

using namespace baithak::client;

namespace {

const QString kAnn = QStringLiteral("ann");

ConversationRow rowOf(const QString& id, ConversationKind kind, const QString& title = {}) {
    ConversationRow row;
    row.id = id;
    row.kind = kind;
    row.title = title;
    return row;
}

}  // namespace

class WordsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom)); }

    void namesConversations() {
        QCOMPARE(Words::titleOf(rowOf(QStringLiteral("dm:ann:bob"), ConversationKind::direct), kAnn),
                 QStringLiteral("bob"));
        QCOMPARE(Words::titleOf(rowOf(QStringLiteral("dm:ann:ann"), ConversationKind::direct), kAnn),
                 QStringLiteral("Note to self"));
        QCOMPARE(Words::titleOf(rowOf(QStringLiteral("grp:x"), ConversationKind::group, QStringLiteral("Team")), kAnn),
                 QStringLiteral("Team"));
        QCOMPARE(Words::titleOf(rowOf(QStringLiteral("grp:x"), ConversationKind::group), kAnn),
                 QStringLiteral("Group"));
        QCOMPARE(Words::kindOf(rowOf(QStringLiteral("dm:ann:ann"), ConversationKind::direct), kAnn),
                 QStringLiteral("self"));
        QCOMPARE(Words::avatarSeedOf(rowOf(QStringLiteral("dm:ann:bob"), ConversationKind::direct), kAnn),
                 QStringLiteral("bob"));
        QCOMPARE(Words::avatarSeedOf(rowOf(QStringLiteral("grp:x"), ConversationKind::group), kAnn),
                 QStringLiteral("x"));
    }

    void initials_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("initials");
        QTest::newRow("one word") << QStringLiteral("bob") << QStringLiteral("B");
        QTest::newRow("two words") << QStringLiteral("Bob Martins") << QStringLiteral("BM");
        QTest::newRow("user name") << QStringLiteral("bob.martins-2") << QStringLiteral("BM");
        QTest::newRow("beyond the plane") << QStringLiteral("\U0001F600 x") << QStringLiteral("\U0001F600X");
        QTest::newRow("nothing") << QString() << QString();
        QTest::newRow("marks only") << QStringLiteral("._-") << QString();
    }

    void initials() {
        QFETCH(const QString, name);
        QTEST(Words::initialsOf(name), "initials");
    }

    void notices_data() {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("words");
        const auto added = [](const char* names) { return QByteArray("{\"added\":[") + names + "]}"; };
        const QByteArray bob = R"({"username":"bob","role":"user"})";
        QTest::newRow("added one") << "cy" << added(bob) << QStringLiteral("cy added bob");
        QTest::newRow("I added") << "ann" << added(bob) << QStringLiteral("You added bob");
        QTest::newRow("added me") << "bob" << added(R"({"username":"ann"})") << QStringLiteral("bob added you");
        QTest::newRow("joined") << "bob" << added(bob) << QStringLiteral("bob joined");
        QTest::newRow("created") << "bob" << added(R"({"username":"bob","role":"admin"},{"username":"ann"})")
                                 << QStringLiteral("bob created this group");
        QTest::newRow("I created") << "ann" << added(R"({"username":"ann"},{"username":"bob"},{"username":"cy"})")
                                   << QStringLiteral("You created this group with bob and cy");
        QTest::newRow("left") << "bob" << QByteArray(R"({"removed":["bob"]})") << QStringLiteral("bob left");
        QTest::newRow("I left") << "ann" << QByteArray(R"({"removed":["ann"]})") << QStringLiteral("You left");
        QTest::newRow("removed") << "bob" << QByteArray(R"({"removed":["cy"]})") << QStringLiteral("bob removed cy");
        QTest::newRow("removed me") << "bob" << QByteArray(R"({"removed":["ann"]})")
                                    << QStringLiteral("bob removed you");
        QTest::newRow("I removed") << "ann" << QByteArray(R"({"removed":["bob"]})")
                                   << QStringLiteral("You removed bob");
        QTest::newRow("unreadable") << "bob" << QByteArray("[[[") << QStringLiteral("The group changed");
    }

    void notices() {
        QFETCH(const QString, source);
        QFETCH(const QByteArray, content);
        MessageRow row;
        row.source = source;
        row.content = content;
        row.isNotice = true;
        QTEST(Words::notice(row, kAnn), "words");
    }

    void daysAndTimes() {
        const QDate today(2026, 3, 12);
        const auto at = [](const QDate& day) { return QDateTime(day, QTime(10, 24)).toMSecsSinceEpoch(); };
        QCOMPARE(Words::dayName(today, today), QStringLiteral("Today"));
        QCOMPARE(Words::dayName(today.addDays(-1), today), QStringLiteral("Yesterday"));
        QCOMPARE(Words::dayName(today.addDays(-3), today), QStringLiteral("Monday"));
        QCOMPARE(Words::dayName(QDate(2026, 1, 5), today), QStringLiteral("Mon 5 January"));
        QCOMPARE(Words::dayName(QDate(2025, 12, 31), today), QStringLiteral("31 December 2025"));
        QCOMPARE(Words::listTime(at(today), today), QStringLiteral("10:24"));
        QCOMPARE(Words::listTime(at(today.addDays(-1)), today), QStringLiteral("Yesterday"));
        QCOMPARE(Words::listTime(at(today.addDays(-3)), today), QStringLiteral("Mon"));
        QCOMPARE(Words::listTime(0, today), QString());
    }

    void whoIsTyping() {
        QCOMPARE(Words::typing({}, true), QString());
        QCOMPARE(Words::typing({QStringLiteral("bob")}, false), QStringLiteral("typing…"));
        QCOMPARE(Words::typing({QStringLiteral("bob")}, true), QStringLiteral("bob is typing…"));
        QCOMPARE(Words::typing({QStringLiteral("bob"), QStringLiteral("cy")}, true),
                 QStringLiteral("bob and cy are typing…"));
        QCOMPARE(Words::typing({"a", "b", "c", "d"}, true), QStringLiteral("Several people are typing…"));
    }

    void deliveryStates_data() {
        QTest::addColumn<qint64>("seq");
        QTest::addColumn<int>("state");
        QTest::addColumn<QString>("shown");
        QTest::newRow("queued") << qint64(0) << int(MessageState::queued) << QStringLiteral("queued");
        QTest::newRow("failed") << qint64(0) << int(MessageState::failed) << QStringLiteral("failed");
        QTest::newRow("read") << qint64(1) << int(MessageState::stored) << QStringLiteral("read");
        QTest::newRow("delivered") << qint64(2) << int(MessageState::stored) << QStringLiteral("delivered");
        QTest::newRow("stored") << qint64(3) << int(MessageState::stored) << QStringLiteral("stored");
    }

    void deliveryStates() {
        QFETCH(const qint64, seq);
        QFETCH(const int, state);
        ConversationRow header;
        header.readUpTo = 1;
        header.deliveredUpTo = 2;
        MessageRow row;
        row.source = kAnn;
        row.seq = seq;
        row.state = static_cast<MessageState>(state);
        QTEST(deliveryState(row, header, kAnn), "shown");
        QCOMPARE(deliveryState(row, header, QStringLiteral("bob")), QString());
    }
};
BAITHAK_REGISTER_TEST(WordsTest);

#include "words_test.moc"
