// SPDX-License-Identifier: MIT

// The recorded session against the running binary.

#include "tests/e2e/qt_print.h"
#include "tests/e2e/recorded_session.h"
#include "tests/support/register_test.h"

namespace baithak::test {

class GoldenSessionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysToEachWhatWasRecorded();
};

void GoldenSessionTest::saysToEachWhatWasRecorded() {
    World world;
    const auto difference = SessionReplay(world.door()).run();
    QVERIFY2(difference.empty(), difference.c_str());
}

BAITHAK_REGISTER_TEST(GoldenSessionTest);

}  // namespace baithak::test

#include "golden_session_test.moc"
