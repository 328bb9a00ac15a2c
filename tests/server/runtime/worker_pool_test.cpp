// SPDX-License-Identifier: MIT
#include "server/runtime/worker_pool.h"

#include <QTest>

#include <future>
#include <stdexcept>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "tests/support/register_test.h"

namespace baithak::test {
namespace {

Task<> askFor(WorkerPool& pool, std::thread::id& worker, std::thread::id& resumedOn) {
    auto answer = co_await pool.run([] { return std::this_thread::get_id(); });
    worker = *answer;
    resumedOn = std::this_thread::get_id();
}

Task<> square(WorkerPool& pool, int number, int& sum) {
    auto answer = co_await pool.run([number] { return number * number; });
    sum += *answer;
}

Task<> failing(WorkerPool& pool, Result<int>& answer) {
    answer = co_await pool.run([]() -> int { throw std::runtime_error("no luck"); });
}

Task<> doing(WorkerPool& pool, bool& isDone) {
    auto answer = co_await pool.run([] {});
    isDone = static_cast<bool>(answer);
}

Task<> waiting(WorkerPool& pool, std::shared_future<void> gate, Result<>& answer) {
    auto job = [gate] { gate.wait(); };
    answer = co_await pool.run(std::move(job));
}

void start(Loop& loop, Task<> task) { boost::asio::co_spawn(loop, std::move(task), boost::asio::detached); }

}  // namespace

class WorkerPoolTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void worksElsewhereAndComesBack() {
        Loop loop;
        WorkerPool pool(1);
        std::thread::id worker;
        std::thread::id resumedOn;
        start(loop, askFor(pool, worker, resumedOn));
        loop.run();
        QVERIFY(worker != std::thread::id() && worker != std::this_thread::get_id());
        QVERIFY(resumedOn == std::this_thread::get_id());
    }

    void answersEachAsker() {
        Loop loop;
        WorkerPool pool(4, 1000);
        int sum = 0;
        for (int i = 1; i <= 500; ++i) start(loop, square(pool, i, sum));
        loop.run();
        QCOMPARE(sum, 500 * 501 * 1001 / 6);
    }

    void turnsAnExceptionIntoAnError() {
        Loop loop;
        WorkerPool pool(1);
        Result<int> answer(0);
        start(loop, failing(pool, answer));
        loop.run();
        QVERIFY(!answer);
        QVERIFY(answer.error().code == Errc::internal);
        QCOMPARE(answer.error().text, std::string("no luck"));
    }

    void takesFunctionsWithoutAValue() {
        Loop loop;
        WorkerPool pool(1);
        bool isDone = false;
        start(loop, doing(pool, isDone));
        loop.run();
        QVERIFY(isDone);
    }

    void refusesWhatDoesNotFitIntoTheQueue() {
        Loop loop;
        WorkerPool pool(1, 2);
        std::promise<void> open;
        const std::shared_future<void> gate = open.get_future().share();
        std::vector<Result<>> answers(8, Result<>(Errc::internal, "not yet"));
        for (auto& answer : answers) start(loop, waiting(pool, gate, answer));
        loop.poll();
        open.set_value();
        loop.run();
        std::size_t done = 0;
        for (const auto& answer : answers) {
            if (answer)
                ++done;
            else
                QVERIFY(answer.error().code == Errc::unavailable);
        }
        QVERIFY(done >= 2 && done <= 3);
    }
};
BAITHAK_REGISTER_TEST(WorkerPoolTest);

}  // namespace baithak::test

#include "worker_pool_test.moc"
