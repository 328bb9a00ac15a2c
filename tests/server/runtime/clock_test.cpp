// SPDX-License-Identifier: MIT
#include "server/runtime/clock.h"

#include <QTest>

#include "tests/server/support/turn_loop.h"
#include "tests/support/register_test.h"

namespace baithak::test {

using namespace std::chrono_literals;

class ClockTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void callsBackOnceWhenTheTimeIsOver();
    void forgetsTheEarlierCall();
    void neverCallsOnceItWasStopped();
    void neverCallsOnceItIsGone();
    void startsAgainFromItsOwnCall();

private:
    SystemClock clock_;
};

void ClockTest::callsBackOnceWhenTheTimeIsOver() {
    baithak::Loop loop;
    auto timer = clock_.timer(loop);
    int calls = 0;
    const auto began = clock_.steadyNow();

    timer->start(20ms, [&] { ++calls; });
    loop.run();

    QCOMPARE(calls, 1);
    QVERIFY(clock_.steadyNow() - began >= 20ms);
}

void ClockTest::forgetsTheEarlierCall() {
    baithak::Loop loop;
    auto timer = clock_.timer(loop);
    std::string calls;

    timer->start(0ms, [&] { calls += "first"; });
    timer->start(1ms, [&] { calls += "second"; });
    loop.run();

    QCOMPARE(calls, std::string("second"));
}

// The time is over and the call is on its way to the loop, but it has not come yet.
void ClockTest::neverCallsOnceItWasStopped() {
    baithak::Loop loop;
    auto first = clock_.timer(loop);
    auto second = clock_.timer(loop);
    int calls = 0;

    first->start(0ms, [&] {
        ++calls;
        second->stop();
    });
    second->start(0ms, [&] {
        ++calls;
        first->stop();
    });
    loop.run();

    QCOMPARE(calls, 1);
}

void ClockTest::neverCallsOnceItIsGone() {
    baithak::Loop loop;
    auto timer = clock_.timer(loop);

    timer->start(0ms, [] { QFAIL("called"); });
    timer.reset();
    loop.run();
}

void ClockTest::startsAgainFromItsOwnCall() {
    baithak::Loop loop;
    auto timer = clock_.timer(loop);
    int calls = 0;
    std::function<void()> again = [&] {
        if (++calls < 3) timer->start(1ms, again);
    };

    timer->start(1ms, again);
    loop.run();

    QCOMPARE(calls, 3);
}

BAITHAK_REGISTER_TEST(ClockTest);

}  // namespace baithak::test

#include "clock_test.moc"
