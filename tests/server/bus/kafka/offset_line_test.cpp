// SPDX-License-Identifier: MIT
#include "server/bus/kafka/offset_line.h"

#include <QTest>

#include "tests/support/register_test.h"

namespace baithak::test {

class OffsetLineTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void movesWhenAllBeforeIsHandled() {
        OffsetLine line(5);
        QVERIFY(!line.hasNews());
        for (const auto offset : {5, 6, 9}) line.begin(offset);
        QCOMPARE(line.inHand(), std::size_t{3});

        line.finish(6);
        QVERIFY(!line.hasNews());
        line.finish(5);
        QCOMPARE(line.handledTo(), std::int64_t{9});
        QVERIFY(line.hasNews());
        line.finish(9);
        QCOMPARE(line.handledTo(), std::int64_t{10});
    }

    void countsTheBytesInHand() {
        OffsetLine line(0);
        line.begin(0, 100);
        line.begin(1, 20);
        QCOMPARE(line.bytesInHand(), std::size_t{120});

        line.finish(0);
        line.finish(0);

        QCOMPARE(line.bytesInHand(), std::size_t{20});
    }

    void tellsOnce() {
        OffsetLine line(0);
        line.begin(0);
        line.finish(0);
        line.committed(line.handledTo());
        QVERIFY(!line.hasNews());
        line.finish(0);
        QVERIFY(!line.hasNews());
    }
};

BAITHAK_REGISTER_TEST(OffsetLineTest);

}  // namespace baithak::test

#include "offset_line_test.moc"
