// SPDX-License-Identifier: MIT
#include "server/bus/memory/memory_bus.h"

#include <QTest>

#include <thread>

#include "tests/server/bus/bus_contract.h"
#include "tests/server/bus/event_samples.h"
#include "tests/server/support/turn_loop.h"
#include "tests/support/register_test.h"

namespace baithak::test {

class MemoryBusTest : public BusContract {
    Q_OBJECT

protected:
    std::unique_ptr<Bus> makeBus() override { return makeMemoryBus({.firstRetry = std::chrono::milliseconds(1)}); }

private Q_SLOTS:
    void saysThatItIsFull();
    void handsNothingOnWhenOneGroupIsFull();
    void takesMoreOnceTheLoopHasHandledSome();
    void letsTheLoopsOtherWorkHaveItsTurn();
    void losesNothingBetweenThreads();
};

void MemoryBusTest::saysThatItIsFull() {
    baithak::Loop loop;
    auto bus = makeMemoryBus({.bound = 3});
    Listener listener(*bus, loop, "topic", "group");

    for (int i = 0; i < 3; ++i) QVERIFY(bus->publish("topic", "key", eventNamed("fits")));
    const auto fourth = bus->publish("topic", "key", eventNamed("does not"));

    QVERIFY(!fourth);
    QCOMPARE(fourth.error().code, Errc::unavailable);
    runReady(loop);
    QCOMPARE(listener.names, (Names{"fits", "fits", "fits"}));
}

// Otherwise a publisher that tries again would ring twice with those who had room.
void MemoryBusTest::handsNothingOnWhenOneGroupIsFull() {
    baithak::Loop roomy;
    baithak::Loop full;
    auto bus = makeMemoryBus({.bound = 2});
    Listener a(*bus, roomy, "topic", "a");
    Listener b(*bus, full, "topic", "b");
    Listener filler(*bus, full, "filling", "group");
    for (int i = 0; i < 2; ++i) QVERIFY(bus->publish("filling", "key", eventNamed("filler")));

    QVERIFY(!bus->publish("topic", "key", eventNamed("refused")));

    runReady(roomy);
    runReady(full);
    QVERIFY(a.names.empty());
    QVERIFY(b.names.empty());
}

void MemoryBusTest::takesMoreOnceTheLoopHasHandledSome() {
    baithak::Loop loop;
    auto bus = makeMemoryBus({.bound = 1});
    Listener listener(*bus, loop, "topic", "group");

    for (int i = 0; i < 5; ++i) {
        QVERIFY(bus->publish("topic", "key", eventNamed("event")));
        runReady(loop);
    }

    QCOMPARE(listener.names.size(), 5U);
}

// Two handlers that ring each other for ever don't keep sockets and timers waiting.
void MemoryBusTest::letsTheLoopsOtherWorkHaveItsTurn() {
    baithak::Loop loop;
    auto bus = makeMemoryBus();
    auto ping = bus->subscribe("ping", "group", loop,
                               [&](const EventPtr& event, const Fence&) { (void)bus->publish("pong", "key", event); });
    auto pong = bus->subscribe("pong", "group", loop,
                               [&](const EventPtr& event, const Fence&) { (void)bus->publish("ping", "key", event); });
    QVERIFY(bus->publish("ping", "key", eventNamed("ball")));
    bool hasHadItsTurn = false;
    boost::asio::post(loop, [&] { boost::asio::post(loop, [&] { hasHadItsTurn = true; }); });

    QVERIFY(runUntil(loop, [&] { return hasHadItsTurn; }));
}

void MemoryBusTest::losesNothingBetweenThreads() {
    constexpr int kThreads = 4;
    constexpr int kEach = 2000;
    baithak::Loop loop;
    auto bus = makeMemoryBus();
    Listener listener(*bus, loop, "topic", "group");
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
        threads.emplace_back([&bus, t] {
            const auto key = std::to_string(t);
            for (int i = 0; i < kEach; ++i) (void)bus->publish("topic", key, eventNamed(key + ":" + std::to_string(i)));
        });
    }
    QVERIFY(runUntil(loop, [&] { return listener.names.size() == kThreads * kEach; }));
    for (auto& thread : threads) thread.join();

    std::vector<int> next(kThreads, 0);
    for (const auto& name : listener.names) {
        auto& expected = next[static_cast<std::size_t>(name[0] - '0')];
        QCOMPARE(name.substr(2), std::to_string(expected++));
    }
}

BAITHAK_REGISTER_TEST(MemoryBusTest);

}  // namespace baithak::test

#include "memory_bus_test.moc"
