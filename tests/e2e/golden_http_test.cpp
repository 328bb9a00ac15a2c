// SPDX-License-Identifier: MIT

// The recorded calls, in order, against the running binary: with and without `/v1.0`, by the new names and the old.

#include "tests/e2e/qt_print.h"
#include "tests/e2e/recorded_http.h"
#include "tests/support/register_test.h"

namespace baithak::test {

class GoldenHttpTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersAsRecorded_data();
    void answersAsRecorded();
};

void GoldenHttpTest::answersAsRecorded_data() {
    QTest::addColumn<QString>("prefix");
    QTest::addColumn<QString>("groups");
    QTest::newRow("plain") << "" << "/groups";
    QTest::newRow("with the version") << "/v1.0" << "/groups";
    QTest::newRow("old name") << "" << "/group";
    QTest::newRow("old name with the version") << "/v1.0" << "/group";
}

void GoldenHttpTest::answersAsRecorded() {
    QFETCH(QString, prefix);
    QFETCH(QString, groups);
    World world;
    const auto difference = HttpReplay(world.door()).run(prefix.toStdString(), groups.toStdString());
    QVERIFY2(difference.empty(), difference.c_str());
}

BAITHAK_REGISTER_TEST(GoldenHttpTest);

}  // namespace baithak::test

#include "golden_http_test.moc"
