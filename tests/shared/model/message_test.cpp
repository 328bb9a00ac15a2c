// SPDX-License-Identifier: MIT
#include "shared/model/message.h"

#include <QObject>
#include <QTest>

#include "tests/support/register_test.h"

using namespace baithak;

class MessageTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void metaKeepsTheOrderOfFirstInsertion() {
        Meta meta;
        meta.set("b", "1");
        meta.set("a", "2");
        meta.set("b", "3");
        QCOMPARE(meta.size(), std::size_t{2});
        QCOMPARE(meta.begin()->first, std::string("b"));
        QCOMPARE(meta.begin()->second, std::string("3"));
        QCOMPARE(meta.bytes(), std::size_t{4});
    }

    void metaTellsAbsentFromEmpty() {
        Meta meta;
        meta.set("empty", "");
        QVERIFY(meta.contains("empty"));
        QVERIFY(meta.find("absent") == nullptr);
        QVERIFY(meta.get("absent").empty());
        meta.erase("absent");
        meta.erase("empty");
        QVERIFY(meta.empty());
    }

    void metaIsComparedAsAMap() {
        Meta one;
        one.set("a", "1");
        one.set("b", "2");
        Meta other;
        other.set("b", "2");
        QVERIFY(!(one == other));
        other.set("a", "1");
        QVERIFY(one == other);
        other.set("a", "2");
        QVERIFY(!(one == other));
    }

    void messagesAreValues() {
        Message message;
        message.id = MessageId("m");
        Message copy = message;
        QVERIFY(copy == message);
        copy.meta.set("k", "v");
        QVERIFY(!(copy == message));
    }
};

BAITHAK_REGISTER_TEST(MessageTest);

#include "message_test.moc"
