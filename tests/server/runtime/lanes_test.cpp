// SPDX-License-Identifier: MIT
#include "server/roles/notification/lanes.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <string>

#include "tests/server/support/turn_loop.h"
#include "tests/support/register_test.h"

namespace baithak::test {

class LanesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsTheOrderOfEachKey() {
        Gate gate(loop_, log_);
        std::map<int, std::vector<int>> done;
        int running = 0;
        int most = 0;
        Lanes<int, std::pair<int, int>> lanes(gate, "test.lane", 3, [&](std::pair<int, int> job) -> Task<> {
            most = std::max(most, ++running);
            // The later ones would be faster.
            for (int i = job.second; i < 20; ++i) co_await boost::asio::post(loop_, useTask);
            done[job.first].push_back(job.second);
            --running;
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
        Lanes<int, int> lanes(gate, "test.lane", 1, [&](int job) -> Task<> {
            if (job == 0) throw std::runtime_error("a bug in a job");
            ++done;
            co_return;
        });
        for (int job = 0; job < 3; ++job) lanes.add(0, job);
        runTask(loop_, lanes.idle());
        QCOMPARE(done, 2);
        runTask(loop_, gate.close());
    }

private:
    baithak::Loop loop_{1};
    Log log_{LogLevel::error, 1};
};
BAITHAK_REGISTER_TEST(LanesTest);

}  // namespace baithak::test

#include "lanes_test.moc"
