// SPDX-License-Identifier: MIT
#include "server/blob/disk/byte_range.h"

#include <QTest>

#include "tests/support/register_test.h"

namespace baithak::test {

class ByteRangeTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void choosesABytesRange_data() {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<quint64>("size");
        QTest::addColumn<int>("answer");
        QTest::addColumn<quint64>("first");
        QTest::addColumn<quint64>("bytes");
        const auto row = [](const char* header, quint64 size, RangeAnswer answer, quint64 first, quint64 bytes) {
            QTest::addRow("%s of %llu", header, size) << QByteArray(header) << size << int(answer) << first << bytes;
        };
        row("", 100, RangeAnswer::all, 0, 100);
        row("bytes=0-0", 100, RangeAnswer::part, 0, 1);
        row("bytes=0-99", 100, RangeAnswer::part, 0, 100);
        row("bytes=10-19", 100, RangeAnswer::part, 10, 10);
        row("bytes=10-", 100, RangeAnswer::part, 10, 90);
        row("bytes=10-1000", 100, RangeAnswer::part, 10, 90);
        row("bytes=10-18446744073709551615", 100, RangeAnswer::part, 10, 90);
        row("bytes=-10", 100, RangeAnswer::part, 90, 10);
        row("bytes=-1000", 100, RangeAnswer::part, 0, 100);
        row("bytes=-0", 100, RangeAnswer::unsatisfiable, 0, 0);
        row("bytes=100-", 100, RangeAnswer::unsatisfiable, 0, 0);
        row("bytes=0-", 0, RangeAnswer::unsatisfiable, 0, 0);
        row("bytes=-5", 0, RangeAnswer::unsatisfiable, 0, 0);
        row("bytes=20-10", 100, RangeAnswer::all, 0, 100);
        row("bytes=1-2,5-6", 100, RangeAnswer::all, 0, 100);
        row("bytes=a-b", 100, RangeAnswer::all, 0, 100);
        row("bytes=-", 100, RangeAnswer::all, 0, 100);
        row("bytes=+1-2", 100, RangeAnswer::all, 0, 100);
        row("bytes=99999999999999999999-", 100, RangeAnswer::all, 0, 100);
        row("lines=1-2", 100, RangeAnswer::all, 0, 100);
    }
    void choosesABytesRange() {
        QFETCH(QByteArray, header);
        QFETCH(quint64, size);
        QFETCH(int, answer);
        QFETCH(quint64, first);
        QFETCH(quint64, bytes);
        const auto choice = chooseRange(header.toStdString(), size);
        QCOMPARE(int(choice.answer), answer);
        QCOMPARE(quint64(choice.range.first), first);
        QCOMPARE(quint64(choice.range.size), bytes);
    }
};

BAITHAK_REGISTER_TEST(ByteRangeTest);

}  // namespace baithak::test

#include "byte_range_test.moc"
