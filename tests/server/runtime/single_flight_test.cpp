// SPDX-License-Identifier: MIT
#include "server/runtime/single_flight.h"

#include <QTest>

#include <stdexcept>

#include "tests/server/support/turn_loop.h"
#include "tests/support/register_test.h"

namespace baithak::test {

class SingleFlightTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { runs_ = ended_ = failed_ = 0; }

    void runsOnceForAllWhoAskMeanwhile() {
        ask(3);
        runReady(loop_);
        QCOMPARE(runs_, 1);
        QCOMPARE(ended_, 0);

        release();

        QCOMPARE(ended_, 3);
        ask(1);
        runReady(loop_);
        QCOMPARE(runs_, 2);
        release();
        QCOMPARE(ended_, 4);
    }

    void leavesNobodyWaitingWhenItThrows() {
        throws_ = true;
        ask(3);
        runReady(loop_);

        release();

        QCOMPARE(failed_, 1);  // the one who ran it
        QCOMPARE(ended_, 2);
        throws_ = false;
        ask(1);
        runReady(loop_);
        QCOMPARE(runs_, 2);
        release();
        QCOMPARE(ended_, 3);
    }

private:
    Task<> work() {
        ++runs_;
        co_await held_.async_wait(asTuple);
        if (throws_) throw std::runtime_error("a bug in the work");
    }

    void ask(int times) {
        const auto make = [this] { return work(); };
        for (int i = 0; i < times; ++i) {
            boost::asio::co_spawn(loop_, flight_.run(make),
                                  [this](std::exception_ptr failure) { ++(failure ? failed_ : ended_); });
        }
    }
    void release() {
        held_.cancel();
        runReady(loop_);
    }

    baithak::Loop loop_{1};
    LoopTimer held_{loop_, LoopTimer::time_point::max()};
    SingleFlight flight_;
    bool throws_ = false;
    int runs_ = 0, ended_ = 0, failed_ = 0;
};
BAITHAK_REGISTER_TEST(SingleFlightTest);

}  // namespace baithak::test

#include "single_flight_test.moc"
