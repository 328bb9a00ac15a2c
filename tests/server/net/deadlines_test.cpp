// SPDX-License-Identifier: MIT
#include "server/net/deadlines.h"

#include <QTest>

#include <functional>

#include "tests/support/register_test.h"

namespace baithak::test {
namespace {

using namespace std::chrono_literals;

class Sleeper final : public Deadlines::Entry {
public:
    explicit Sleeper(std::function<void()> call) : call_(std::move(call)) {}
    void onDeadline() override { call_(); }

private:
    std::function<void()> call_;
};

}  // namespace

class DeadlinesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ringsInTheOrderOfTime() {
        Loop loop;
        Deadlines deadlines(loop);
        std::string rung;
        Sleeper a([&] { rung += 'a'; });
        Sleeper b([&] { rung += 'b'; });
        Sleeper c([&] { rung += 'c'; });
        deadlines.set(a, 30ms);
        deadlines.set(b, 10ms);
        deadlines.set(c, 20ms);
        loop.run();
        QCOMPARE(rung, std::string("bca"));
    }

    void forgetsWhatWasClearedAndTakesTheLatest() {
        Loop loop;
        Deadlines deadlines(loop);
        std::string rung;
        Sleeper a([&] { rung += 'a'; });
        Sleeper b([&] { rung += 'b'; });
        deadlines.set(a, 5ms);
        deadlines.set(b, 5ms);
        deadlines.clear(a);
        deadlines.set(b, 20ms);
        deadlines.set(b, 10ms);
        loop.run();
        QCOMPARE(rung, std::string("b"));
    }

    void canBeSetAndClearedFromWithin() {
        Loop loop;
        Deadlines deadlines(loop);
        int rings = 0;
        Sleeper other([&] { QFAIL("was cleared"); });
        Sleeper again([&] {
            deadlines.clear(other);
            if (++rings < 3) deadlines.set(again, 1ms);
        });
        deadlines.set(again, 1ms);
        deadlines.set(other, 1ms);
        loop.run();
        QCOMPARE(rings, 3);
    }

    void keepsTheLoopAsleepWhenNothingIsSet() {
        Loop loop;
        Deadlines deadlines(loop);
        QCOMPARE(loop.run(), std::size_t{0});
    }

    void mayGoBeforeItsTimer() {
        Loop loop;
        {
            Deadlines deadlines(loop);
            Sleeper a([] { QFAIL("nobody is left"); });
            deadlines.set(a, 1ms);
        }
        loop.run();
    }
};
BAITHAK_REGISTER_TEST(DeadlinesTest);

}  // namespace baithak::test

#include "deadlines_test.moc"
