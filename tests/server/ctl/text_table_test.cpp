// SPDX-License-Identifier: MIT

#include "server/ctl/text_table.h"

#include <QTest>

#include "tests/support/register_test.h"

namespace baithak::test {

using namespace ctl;

class TextTableTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void alignsItsColumns() {
        TextTable table({"NAME", "N", "LAST"});
        QVERIFY(table.empty());
        table.add({"ann", "1", "x"});
        table.add({"j\xc3\xbcrgen", "22", ""});
        QVERIFY(!table.empty());
        QCOMPARE(table.text(), std::string("NAME    N   LAST\n"
                                           "ann     1   x\n"
                                           "j\xc3\xbcrgen  22  -\n"));
    }

    void showsNoControlCharacters() {
        QCOMPARE(printable("a\x1b[31mb\nc\x7f"), std::string("a?[31mb?c?"));
        QCOMPARE(printable("\xc2\x9b"
                           "31m \xc3\xa9"),
                 std::string("?31m \xc3\xa9"));
        TextTable table({"X"});
        table.add({"\x1b[2J"});
        QVERIFY(table.text().find('\x1b') == std::string::npos);
    }

    void tellsTimes() {
        QCOMPARE(timeText(Timestamp{1'700'000'000'999}), std::string("2023-11-14 22:13:20"));
        QCOMPARE(durationText(59), std::string("59s"));
        QCOMPARE(durationText(61), std::string("1m 1s"));
        QCOMPARE(durationText(7'500), std::string("2h 5m"));
        QCOMPARE(durationText(273'600), std::string("3d 4h"));
    }
};
BAITHAK_REGISTER_TEST(TextTableTest);

}  // namespace baithak::test

#include "text_table_test.moc"
