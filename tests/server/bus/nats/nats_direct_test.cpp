// SPDX-License-Identifier: MIT
#include "server/bus/nats/nats_direct.h"

#include <QTest>

#include <set>
#include <stdexcept>

#include "tests/server/bus/event_samples.h"
#include "tests/server/bus/nats/nats_fixture.h"
#include "tests/server/support/turn_loop.h"
#include "tests/support/register_test.h"
#include "tests/support/services/nats.h"

namespace baithak::test {

using namespace std::chrono_literals;

// What its sender asks for again goes straight to the holder of its partition, and through the stream when that fails.
class NatsDirectTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { service_ = std::make_unique<NatsService>(); }
    void cleanupTestCase() { service_.reset(); }

    void goesStraightToTheHolder();
    void keepsTheOrderOfOneKey();
    void keepsWhatNobodyAsksAgain();
    void waitsInTheStreamForSomebodyToCome();
    void waitsInTheStreamForWhoTakesOverFromThePaused();
    void comesAgainWhenAHandlerThrew();
    void comesOnceHoweverLongItIsInHand();
    void waitsInTheStreamWhenTooMuchIsInHand();
    void isKeptWhileNatsIsAway();

private:
    NatsBusConfig fresh() {
        prefix_ = "d" + std::to_string(++count_);
        return again();
    }
    NatsBusConfig again() const { return quickConfig(service_->url(), prefix_); }
    // Nothing is late, however busy the machine is.
    static NatsBusConfig patient(NatsBusConfig config) {
        config.directWait = 15s;
        config.ackWait = 30s;
        return config;
    }
    std::uint64_t stored() const { return storedIn(service_->url(), prefix_ + "_topic"); }

    std::unique_ptr<NatsService> service_;
    std::string prefix_;
    int count_ = 0;
};

void NatsDirectTest::goesStraightToTheHolder() {
    baithak::Loop loop;
    Metrics metrics;
    auto config = patient(fresh());
    config.metrics = &metrics;
    auto first = mustOpen(config);
    auto second = mustOpen(patient(again()));
    FenceListener one(*first, loop);
    FenceListener two(*second, loop);
    QVERIFY(pollUntil(loop, [&] { return ownedOf(*first).size() == 2 && ownedOf(*second).size() == 2; }));

    for (int i = 0; i < 40; ++i) QVERIFY(first->publish("topic", std::to_string(i), askedNamed(std::to_string(i))));

    QVERIFY(pollUntil(loop, [&] { return first->status().pending == 0; }));
    QCOMPARE(one.heard.size() + two.heard.size(), 40U);
    for (const auto& heard : one.heard) QCOMPARE(heard.fence.epoch, ownedOf(*first)[heard.fence.partition]);
    for (const auto& heard : two.heard) QCOMPARE(heard.fence.epoch, ownedOf(*second)[heard.fence.partition]);
    QCOMPARE(stored(), 0U);
    QVERIFY(metrics.text().find("baithak_bus_direct_total 40") != std::string::npos);
    QVERIFY(metrics.text().find("baithak_bus_detours_total 0") != std::string::npos);
}

void NatsDirectTest::keepsTheOrderOfOneKey() {
    baithak::Loop loop;
    auto bus = mustOpen(patient(fresh()));
    FenceListener listener(*bus, loop);
    QVERIFY(pollUntil(loop, [&] { return ownedOf(*bus).size() == 4; }));
    Names sent;

    for (int i = 0; i < 200; ++i) {
        sent.push_back(std::to_string(i));
        QVERIFY(bus->publish("topic", "key", askedNamed(sent.back())));
    }

    QVERIFY(pollUntil(loop, [&] { return listener.heard.size() == 200; }));
    Names heard;
    for (const auto& event : listener.heard) heard.push_back(event.name);
    QCOMPARE(heard, sent);
}

void NatsDirectTest::keepsWhatNobodyAsksAgain() {
    baithak::Loop loop;
    auto bus = mustOpen(fresh());
    FenceListener listener(*bus, loop);
    QVERIFY(pollUntil(loop, [&] { return ownedOf(*bus).size() == 4; }));

    QVERIFY(bus->publish("topic", "key", eventNamed("login")));

    QVERIFY(pollUntil(loop, [&] { return listener.heard.size() == 1; }));
    QCOMPARE(stored(), 1U);
}

void NatsDirectTest::waitsInTheStreamForSomebodyToCome() {
    baithak::Loop loop;
    auto bus = mustOpen(fresh());
    FenceListener early(*bus, loop);
    QVERIFY(pollUntil(loop, [&] { return ownedOf(*bus).size() == 4; }));
    early.subscription.reset();
    QVERIFY(pollUntil(loop, [&] { return ownedOf(*bus).empty(); }));

    QVERIFY(bus->publish("topic", "key", askedNamed("one")));
    QVERIFY(pollUntil(loop, [&] { return bus->status().pending == 0; }));
    QCOMPARE(stored(), 1U);
    FenceListener late(*bus, loop);

    QVERIFY(pollUntil(loop, [&] { return !late.heard.empty(); }));
    QCOMPARE(late.heard[0].name, std::string("one"));
}

void NatsDirectTest::waitsInTheStreamForWhoTakesOverFromThePaused() {
    baithak::Loop loop;
    auto bus = mustOpen(fresh());
    MemberProcess member(service_->url(), prefix_);
    member.process.signal(SIGSTOP);

    QVERIFY(bus->publish("topic", "key", askedNamed("one")));
    QVERIFY(pollUntil(loop, [&] { return bus->status().pending == 0; }));
    FenceListener other(*bus, loop);

    QVERIFY(pollUntil(loop, [&] { return !other.heard.empty(); }, 15s));
    QCOMPARE(other.heard[0].name, std::string("one"));
    member.process.signal(SIGCONT);
}

void NatsDirectTest::comesAgainWhenAHandlerThrew() {
    baithak::Loop loop;
    auto bus = mustOpen(fresh());
    int tries = 0;
    auto subscription = bus->subscribe("topic", "group", loop, [&](const EventPtr&, const Fence&) {
        if (++tries < 3) throw std::runtime_error("not now");
    });
    QVERIFY(subscription);
    QVERIFY(pollUntil(loop, [&] { return ownedOf(*bus).size() == 4; }));

    QVERIFY(bus->publish("topic", "key", askedNamed("one")));

    QVERIFY(pollUntil(loop, [&] { return tries == 3 && bus->status().pending == 0 && bus->status().inHand == 0; }));
    QCOMPARE(stored(), 1U);
}

void NatsDirectTest::comesOnceHoweverLongItIsInHand() {
    baithak::Loop loop;
    auto config = fresh();
    config.directWait = 3s;
    config.ackWait = 10s;
    auto bus = mustOpen(config);
    std::vector<EventPtr> held;
    auto subscription =
        bus->subscribe("topic", "group", loop, [&](const EventPtr& event, const Fence&) { held.push_back(event); });
    QVERIFY(subscription);
    QVERIFY(pollUntil(loop, [&] { return ownedOf(*bus).size() == 4; }));
    QVERIFY(bus->publish("topic", "key", askedNamed("one")));
    QVERIFY(pollUntil(loop, [&] { return held.size() == 1; }));

    const bool isRepeated = pollUntil(loop, [&] { return held.size() > 1; }, 7s);
    held.clear();

    QVERIFY(!isRepeated);
    QVERIFY(pollUntil(loop, [&] { return bus->status().pending == 0; }));
    QVERIFY(held.empty());
    QCOMPARE(stored(), 0U);
}

void NatsDirectTest::waitsInTheStreamWhenTooMuchIsInHand() {
    constexpr std::size_t kEvents = 1000;
    baithak::Loop loop;
    auto bus = mustOpen(fresh());
    std::vector<EventPtr> held;
    std::set<std::string> heard;
    bool isHolding = true;
    auto subscription = bus->subscribe("topic", "group", loop, [&](const EventPtr& event, const Fence&) {
        heard.insert(nameOf(event));
        if (isHolding) held.push_back(event);
    });
    QVERIFY(subscription);
    QVERIFY(pollUntil(loop, [&] { return ownedOf(*bus).size() == 4; }));

    for (std::size_t i = 0; i < kEvents; ++i) QVERIFY(bus->publish("topic", "key", askedNamed(std::to_string(i))));
    QVERIFY(pollUntil(loop, [&] { return stored() + held.size() >= kEvents; }));
    QVERIFY(held.size() < kEvents);
    isHolding = false;
    held.clear();

    QVERIFY(pollUntil(loop, [&] { return heard.size() == kEvents && bus->status().inHand == 0; }));
}

void NatsDirectTest::isKeptWhileNatsIsAway() {
    NatsService service;
    baithak::Loop loop;
    auto bus = mustOpen(quickConfig(service.url(), "away"));
    FenceListener listener(*bus, loop);
    QVERIFY(pollUntil(loop, [&] { return ownedOf(*bus).size() == 4; }));

    service.kill();
    QVERIFY(bus->publish("topic", "key", askedNamed("one")));
    service.start();

    QVERIFY(pollUntil(loop, [&] { return !listener.heard.empty(); }, 20s));
    QCOMPARE(listener.heard[0].name, std::string("one"));
}

BAITHAK_REGISTER_TEST(NatsDirectTest);

}  // namespace baithak::test

#include "nats_direct_test.moc"
