// SPDX-License-Identifier: MIT
#include "server/presence/presence_clock.h"

#include <QTest>

#include "tests/support/register_test.h"

namespace baithak::test {

using namespace std::chrono_literals;

namespace {

constexpr PresenceClock::Moment kBegin{1h};

}  // namespace

class PresenceClockTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void knowsNoTimeUntilItIsTold() { QCOMPARE(PresenceClock().at(kBegin).ms, std::uint64_t{0}); }

    void goesOnFromWhatItWasTold() {
        PresenceClock clock;
        clock.note({5000}, kBegin, kBegin + 20ms);

        // The answer was given half-way.
        QCOMPARE(clock.at(kBegin + 10ms).ms, std::uint64_t{5000});
        QCOMPARE(clock.at(kBegin + 1010ms).ms, std::uint64_t{6000});
        QCOMPARE(clock.at(kBegin - 990ms).ms, std::uint64_t{4000});
    }

    // It is 5000 there at kBegin. The ways there and back take what they take.
    void believesTheQuickestWayThereAndBack() {
        PresenceClock clock;
        clock.note({5900}, kBegin, kBegin + 910ms);
        QVERIFY(clock.at(kBegin).ms > 5400);  // it may have been quick there, and slow back

        clock.note({6010}, kBegin + 1s, kBegin + 1900ms);
        const auto known = clock.at(kBegin).ms;
        QVERIFY2(known >= 4990 && known <= 5010, std::to_string(known).c_str());

        // What took long both ways tells nothing new.
        clock.note({8000}, kBegin + 2s, kBegin + 4s);
        QCOMPARE(clock.at(kBegin).ms, known);
    }

    // Ten hours of drift may be more than a slow answer's error.
    void believesALaterAnswerOnceTheQuickOneIsOld() {
        PresenceClock clock;
        clock.note({5000}, kBegin, kBegin);
        clock.note({36'007'000}, kBegin + 10h, kBegin + 10h + 400ms);

        const auto known = clock.at(kBegin + 10h + 200ms).ms;
        QVERIFY2(known >= 36'006'800 && known <= 36'007'200, std::to_string(known).c_str());
    }

    void followsAClockThatWasPutRight() {
        PresenceClock clock;
        clock.note({50'000}, kBegin, kBegin + 2ms);
        clock.note({20'000}, kBegin + 1s, kBegin + 1200ms);

        QCOMPARE(clock.at(kBegin + 1100ms).ms, std::uint64_t{20'000});
    }
};

BAITHAK_REGISTER_TEST(PresenceClockTest);

}  // namespace baithak::test

#include "presence_clock_test.moc"
