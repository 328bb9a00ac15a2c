// SPDX-License-Identifier: MIT
#include "server/host/drain_watch.h"

#include <QTest>

#include <future>
#include <memory>

#include "tests/support/register_test.h"

namespace baithak::test {

using namespace std::chrono_literals;

class DrainWatchTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesUpWhatIsStillBeingDone() {
        std::promise<std::string> given;
        DrainWatch watch([&](const std::string& step) { given.set_value(step); });
        watch.enter("clients");
        watch.enter("role delivery");

        watch.start(1ms);

        auto step = given.get_future();
        QVERIFY(step.wait_for(10s) == std::future_status::ready);
        QCOMPARE(step.get(), std::string("role delivery"));
    }

    void givesNothingUpWhenItEndedInTime() {
        bool isGivenUp = false;
        auto watch = std::make_unique<DrainWatch>([&](const std::string&) { isGivenUp = true; });
        watch->start(1h);
        watch.reset();  // waits for its thread
        QVERIFY(!isGivenUp);
    }

    void needNotStart() {
        DrainWatch watch([](const std::string&) { QFAIL("nothing was drained"); });
    }
};
BAITHAK_REGISTER_TEST(DrainWatchTest);

}  // namespace baithak::test

#include "drain_watch_test.moc"
