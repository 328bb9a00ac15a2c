// SPDX-License-Identifier: MIT
#include "server/runtime/lanes.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <string>

#include "tests/server/support/turn_loop.h"
#include "tests/support/fake_clock.h"
#include "tests/support/register_test.h"

namespace baithak::test {

using namespace std::chrono_literals;

namespace {

using Again = std::optional<std::chrono::milliseconds>;

}  // namespace

class LanesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsTheOrderOfEachKey() {
        Gate gate(loop_, log_);
        std::map<int, std::vector<int>> done;
        int running = 0;
        int most = 0;
        Lanes<int, std::pair<int, int>> lanes(gate, clock_, "test.lane", 3,
                                              [&](std::pair<int, int>& job) -> Task<Again> {
                                                  most = std::max(most, ++running);
                                                  // The later ones would be faster.
                                                  for (int i = job.second; i < 20; ++i)
                                                      co_await boost::asio::post(loop_, useTask);
                                                  done[job.first].push_back(job.second);
                                                  --running;
                                                  co_return std::nullopt;
                                              });
        for (int job = 0; job < 20; ++job) {
            for (int key = 0; key < 5; ++key) lanes.add(key, {key, job});
        }
        QCOMPARE(lanes.waiting(), 100u);
        QCOMPARE(lanes.waitingFor(2), 20u);
        runTask(loop_, lanes.idle());
        QCOMPARE(most, 3);
        QCOMPARE(lanes.waiting(), 0u);
        for (auto& [key, jobs] : done) {
            QCOMPARE(jobs.size(), 20u);
            QVERIFY(std::is_sorted(jobs.begin(), jobs.end()));
        }
        QCOMPARE(done.size(), 5u);
        runTask(loop_, gate.close());
    }

    void goesOnAfterAJobThatThrows() {
        Gate gate(loop_, log_);
        int done = 0;
        Lanes<int, int> lanes(gate, clock_, "test.lane", 1, [&](int& job) -> Task<Again> {
            if (job == 0) throw std::runtime_error("a bug in a job");
            ++done;
            co_return std::nullopt;
        });
        for (int job = 0; job < 3; ++job) lanes.add(0, job);
        runTask(loop_, lanes.idle());
        QCOMPARE(done, 2);
        runTask(loop_, gate.close());
    }

    void letsOthersGoOnWhileAJobPauses() {
        Gate gate(loop_, log_);
        std::string done;
        Lanes<int, std::string> lanes(gate, clock_, "test.lane", 1, [&](std::string& job) -> Task<Again> {
            if (job != "a1") {
                done += job + " ";
                co_return std::nullopt;
            }
            job = "a2";
            co_return 60s;
        });
        for (const auto* job : {"a1", "a3"}) lanes.add(1, job);
        for (const auto* job : {"b1", "b2"}) lanes.add(2, job);
        runReady(loop_);
        QCOMPARE(done, std::string("b1 b2 "));
        QCOMPARE(lanes.paused(), 1u);
        QCOMPARE(lanes.waitingFor(1), 2u);
        lanes.add(1, "a4");
        clock_.advance(59s);
        runReady(loop_);
        QCOMPARE(done, std::string("b1 b2 "));

        clock_.advance(1s);
        runReady(loop_);

        QCOMPARE(done, std::string("b1 b2 a2 a3 a4 "));
        QCOMPARE(lanes.waiting(), 0u);
        runTask(loop_, gate.close());
    }

    void pausesEachForItsOwnTime() {
        Gate gate(loop_, log_);
        std::string done;
        Lanes<int, std::chrono::seconds> lanes(gate, clock_, "test.lane", 2,
                                               [&](std::chrono::seconds& job) -> Task<Again> {
                                                   if (const auto time = std::exchange(job, 0s); time > 0s)
                                                       co_return time;
                                                   done += "x";
                                                   co_return std::nullopt;
                                               });
        lanes.add(1, 30s);
        lanes.add(2, 10s);
        lanes.add(3, 20s);
        runReady(loop_);
        QCOMPARE(lanes.paused(), 3u);
        for (const std::string expected : {"x", "xx", "xxx"}) {
            clock_.advance(10s);
            runReady(loop_);
            QCOMPARE(done, expected);
        }
        runTask(loop_, lanes.idle());
        runTask(loop_, gate.close());
    }

    void pausesNoLongerWhenItIsHastened() {
        Gate gate(loop_, log_);
        int tries = 0;
        Lanes<int, int> lanes(gate, clock_, "test.lane", 1,
                              [&](int&) -> Task<Again> { co_return ++tries == 1 ? Again(1h) : std::nullopt; });
        lanes.add(1, 0);
        runReady(loop_);
        QCOMPARE(tries, 1);
        lanes.hasten();
        runTask(loop_, lanes.idle());
        QCOMPARE(tries, 2);
        runTask(loop_, gate.close());
    }

    void dropsAllThatDoNotRun() {
        Gate gate(loop_, log_);
        LoopTimer held(loop_, LoopTimer::time_point::max());
        int done = 0;
        Lanes<int, std::string> lanes(gate, clock_, "test.lane", 2, [&](std::string& job) -> Task<Again> {
            if (job == "pauses") co_return 1h;
            co_await held.async_wait(asTuple);
            done += job == "runs" ? 1 : 100;
            co_return std::nullopt;
        });
        lanes.add(1, "pauses");
        lanes.add(1, "waits behind it");
        runReady(loop_);
        lanes.add(2, "runs");
        lanes.add(2, "waits behind it");
        runReady(loop_);

        QCOMPARE(lanes.drop(), 3u);

        QCOMPARE(lanes.waiting(), 1u);
        QCOMPARE(lanes.paused(), 0u);
        held.cancel();
        runTask(loop_, lanes.idle());
        QCOMPARE(done, 1);
        runTask(loop_, gate.close());
    }

private:
    baithak::Loop loop_{1};
    FakeClock clock_;
    Log log_{LogLevel::error, 1};
};
BAITHAK_REGISTER_TEST(LanesTest);

}  // namespace baithak::test

#include "lanes_test.moc"
