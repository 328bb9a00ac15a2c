// SPDX-License-Identifier: MIT
#include "server/bus/nats/nats_bus.h"

#include <QTest>

#include <unistd.h>

#include <cstdio>
#include <map>
#include <set>
#include <stdexcept>

#include <nats/nats.h>

#include "server/bus/nats/nats_sender.h"
#include "tests/server/bus/bus_contract.h"
#include "tests/server/bus/event_samples.h"
#include "tests/server/bus/nats/nats_fixture.h"
#include "tests/server/support/turn_loop.h"
#include "tests/support/register_test.h"
#include "tests/support/services/nats.h"

namespace baithak::test {

using namespace std::chrono_literals;

// The contract on one nats-server, and what a bus across processes must do besides. Each test has streams of its own.
class NatsBusTest : public BusContract {
    Q_OBJECT

protected:
    std::unique_ptr<Bus> makeBus() override { return mustOpen(fresh()); }

private Q_SLOTS:
    void initTestCase() { service_ = std::make_unique<NatsService>(); }
    void cleanupTestCase() { service_.reset(); }

    void sharesThePartitions();
    void movesTheShareOfANewMemberAndNoMore();
    void handsOnWhatALeavingMemberHadInHand();
    void handsOnWhatAKilledMemberHadInHand();
    void stopsAMemberThatPausedForTooLong();
    void holdsNoMoreThanItsBound();
    void waitsLongerAfterEachTry();
    void countsNothingThatWasGivenBackAsATry();
    void buriesOnceHoweverLongThatTakes();
    void buriesWhatEndsItsProcessEachTime();
    void buriesWhatNobodyCanRead();
    void refusesWhatIsTooLarge();
    void warnsOfANatsThatTakesTooLittle();
    void endsSoonWithoutNats();
    void waitsForWhatWasSaidUntilItIsOut();
    void goesByOneNumberOfPartitions();
    void countsWhatItDoes();

private:
    NatsBusConfig fresh() {
        prefix_ = "t" + std::to_string(++count_);
        return again();
    }
    // Of the same streams as the last one.
    NatsBusConfig again() const { return quickConfig(service_->url(), prefix_); }

    std::unique_ptr<NatsService> service_;
    std::string prefix_;
    int count_ = 0;
};

void NatsBusTest::sharesThePartitions() {
    baithak::Loop loop;
    auto first = mustOpen(fresh());
    auto second = mustOpen(again());
    FenceListener one(*first, loop);
    FenceListener two(*second, loop);
    QVERIFY(pollUntil(loop, [&] { return ownedOf(*first).size() == 2 && ownedOf(*second).size() == 2; }));

    for (int i = 0; i < 40; ++i) QVERIFY(first->publish("topic", std::to_string(i), eventNamed(std::to_string(i))));

    QVERIFY(pollUntil(loop, [&] { return one.heard.size() + two.heard.size() >= 40; }));
    QCOMPARE(one.heard.size() + two.heard.size(), 40U);
    for (const auto& [partition, epoch] : ownedOf(*first)) QVERIFY(!ownedOf(*second).contains(partition));
    for (const auto& heard : one.heard) QCOMPARE(heard.fence.epoch, ownedOf(*first)[heard.fence.partition]);
    for (const auto& heard : two.heard) QCOMPARE(heard.fence.epoch, ownedOf(*second)[heard.fence.partition]);
}

void NatsBusTest::movesTheShareOfANewMemberAndNoMore() {
    baithak::Loop loop;
    auto first = mustOpen(fresh());
    FenceListener one(*first, loop);
    QVERIFY(pollUntil(loop, [&] { return ownedOf(*first).size() == 4; }));
    const auto before = ownedOf(*first);

    auto second = mustOpen(again());
    auto two = std::make_unique<FenceListener>(*second, loop);
    QVERIFY(pollUntil(loop, [&] { return ownedOf(*first).size() == 2 && ownedOf(*second).size() == 2; }));
    const auto between = ownedOf(*first);
    const auto moved = ownedOf(*second);
    two.reset();
    QVERIFY(pollUntil(loop, [&] { return ownedOf(*first).size() == 4; }, 2s));

    for (const auto& [partition, epoch] : between) QCOMPARE(epoch, before.at(partition));
    for (const auto& [partition, epoch] : moved) {
        QVERIFY(epoch > before.at(partition));
        QVERIFY(ownedOf(*first)[partition] > epoch);
    }
}

void NatsBusTest::handsOnWhatALeavingMemberHadInHand() {
    baithak::Loop loop;
    auto first = mustOpen(fresh());
    std::vector<EventPtr> held;
    auto leaving =
        first->subscribe("topic", "group", loop, [&](const EventPtr& event, const Fence&) { held.push_back(event); });
    QVERIFY(first->publish("topic", "key", eventNamed("one")));
    QVERIFY(pollUntil(loop, [&] { return held.size() == 1; }));

    auto second = mustOpen(again());
    FenceListener other(*second, loop);
    leaving->reset();

    QVERIFY(pollUntil(loop, [&] { return !other.heard.empty(); }));
    QCOMPARE(other.heard[0].name, std::string("one"));
}

void NatsBusTest::handsOnWhatAKilledMemberHadInHand() {
    baithak::Loop loop;
    auto bus = mustOpen(fresh());
    MemberProcess member(service_->url(), prefix_, "hold");
    QVERIFY(bus->publish("topic", "key", eventNamed("one")));
    const auto first = member.next();
    QVERIFY(first);
    QCOMPARE(first->name, std::string("one"));

    FenceListener other(*bus, loop);
    member.process.kill();

    QVERIFY(pollUntil(loop, [&] { return !other.heard.empty(); }, 15s));
    QCOMPARE(other.heard[0].name, std::string("one"));
    QCOMPARE(other.heard[0].fence.partition, first->fence.partition);
    QVERIFY(other.heard[0].fence.epoch > first->fence.epoch);
}

// It sleeps through the end of its leases with events before it, and must handle none of them when it wakes up.
void NatsBusTest::stopsAMemberThatPausedForTooLong() {
    baithak::Loop loop;
    auto bus = mustOpen(fresh());
    MemberProcess member(service_->url(), prefix_);
    QVERIFY(bus->publish("topic", "key", eventNamed("before")));
    const auto before = member.next();
    QVERIFY(before);

    member.process.signal(SIGSTOP);
    for (int i = 0; i < 5; ++i) QVERIFY(bus->publish("topic", "key", eventNamed("meanwhile")));
    FenceListener other(*bus, loop);
    const auto isMeanwhile = [](const HeardEvent& event) { return event.name == "meanwhile"; };
    const auto meanwhile = [&] { return std::count_if(other.heard.begin(), other.heard.end(), isMeanwhile); };
    QVERIFY(pollUntil(loop, [&] { return meanwhile() >= 5 && ownedOf(*bus).size() == 4; }, 15s));
    const auto epochs = ownedOf(*bus);
    member.process.signal(SIGCONT);
    QVERIFY(pollUntil(loop, [&] { return ownedOf(*bus).size() == 2; }, 15s));
    for (int i = 0; i < 40; ++i) QVERIFY(bus->publish("topic", std::to_string(i), eventNamed("after")));

    const auto after = member.next();
    QVERIFY(after);
    QCOMPARE(after->name, std::string("after"));
    QVERIFY(after->fence.epoch > epochs.at(after->fence.partition));
    for (const auto& heard : other.heard) QVERIFY(heard.fence.epoch > before->fence.epoch);
}

// A handler that lets go of nothing is not drowned, and gets the rest when it does.
void NatsBusTest::holdsNoMoreThanItsBound() {
    constexpr std::size_t kAll = 1200;
    constexpr std::size_t kBound = 512;  // nats_reader.cpp, kInHand
    baithak::Loop loop;
    auto bus = mustOpen(fresh());
    std::vector<EventPtr> held;
    std::set<std::string> heard;
    bool isHolding = true;
    auto holding = bus->subscribe("topic", "group", loop, [&](const EventPtr& event, const Fence&) {
        heard.insert(nameOf(event));
        if (isHolding) held.push_back(event);
    });
    for (std::size_t i = 0; i < kAll; ++i) QVERIFY(bus->publish("topic", "key", eventNamed(std::to_string(i))));
    QVERIFY(pollUntil(loop, [&] { return held.size() == kBound && bus->status().pending == 0; }));
    // Longer than a request for more would take.
    const auto later = std::chrono::steady_clock::now() + 500ms;
    QVERIFY(pollUntil(loop, [&] { return std::chrono::steady_clock::now() > later; }));
    QCOMPARE(held.size(), kBound);
    QCOMPARE(bus->status().inHand, kBound);

    isHolding = false;
    held.clear();

    QVERIFY(pollUntil(loop, [&] { return heard.size() == kAll; }));
}

void NatsBusTest::waitsLongerAfterEachTry() {
    baithak::Loop loop;
    auto config = fresh();
    config.firstRetry = 200ms;
    auto bus = mustOpen(config);
    std::vector<std::chrono::steady_clock::time_point> tries;
    auto throwing = bus->subscribe("topic", "group", loop, [&](const EventPtr&, const Fence&) {
        tries.push_back(std::chrono::steady_clock::now());
        if (tries.size() < 4) throw std::runtime_error("the handler stumbled");
    });
    QVERIFY(bus->publish("topic", "key", eventNamed("stone")));

    QVERIFY(pollUntil(loop, [&] { return tries.size() == 4; }));
    QVERIFY(tries[1] - tries[0] >= 200ms);
    QVERIFY(tries[2] - tries[1] >= 400ms);
    QVERIFY(tries[3] - tries[2] >= 800ms);
}

// Handed out and given back more often than it may be tried, and after that tried as often as anything else.
void NatsBusTest::countsNothingThatWasGivenBackAsATry() {
    baithak::Loop loop;
    auto bus = mustOpen(fresh());
    for (int i = 0; i < kMaxTries + 2; ++i) {
        EventPtr held;
        auto leaving =
            bus->subscribe("topic", "group", loop, [&](const EventPtr& event, const Fence&) { held = event; });
        QVERIFY(leaving);
        if (i == 0) QVERIFY(bus->publish("topic", "key", eventNamed("one")));
        QVERIFY(pollUntil(loop, [&] { return held != nullptr; }));
        leaving->reset();
    }

    int tries = 0;
    auto throwing = bus->subscribe("topic", "group", loop, [&](const EventPtr&, const Fence&) {
        ++tries;
        throw std::runtime_error("the handler stumbled");
    });
    QVERIFY(throwing);

    QVERIFY(pollUntil(loop, [&] { return !lettersOf(*bus).empty(); }, 20s));
    QCOMPARE(tries, kMaxTries);
    QCOMPARE(lettersOf(*bus).front().tries, kMaxTries);
    QCOMPARE(lettersOf(*bus).front().reason, std::string("the handler stumbled"));
}

// The dead letters take nothing for longer than NATS waits before it hands an event out again.
void NatsBusTest::buriesOnceHoweverLongThatTakes() {
    baithak::Loop loop;
    auto config = fresh();
    auto bus = mustOpen(config);
    limitMessages(service_->url(), prefix_ + "_DEAD", 1);
    int tries = 0;
    auto throwing = bus->subscribe("topic", "group", loop, [&](const EventPtr&, const Fence&) {
        ++tries;
        throw std::runtime_error("the handler stumbled");
    });
    QVERIFY(bus->publish("topic", "key", eventNamed("stone")));
    QVERIFY(pollUntil(loop, [&] { return tries == kMaxTries; }));
    const auto later = std::chrono::steady_clock::now() + 2 * config.ackWait;
    QVERIFY(pollUntil(loop, [&] { return std::chrono::steady_clock::now() > later; }));
    QVERIFY(lettersOf(*bus).empty());

    limitMessages(service_->url(), prefix_ + "_DEAD", -1);

    QVERIFY(pollUntil(loop, [&] { return !lettersOf(*bus).empty() && bus->status().pending == 0; }));
    const auto letters = lettersOf(*bus);
    QCOMPARE(letters.size(), 1U);
    QCOMPARE(letters[0].reason, std::string("the handler stumbled"));
    QCOMPARE(letters[0].tries, kMaxTries);
    QCOMPARE(tries, kMaxTries);
}

// Nobody noted why it came back: so it is when a process ends with the event in hand.
void NatsBusTest::buriesWhatEndsItsProcessEachTime() {
    baithak::Loop loop;
    auto bus = mustOpen(fresh());
    QVERIFY(bus->subscribe("topic", "group", loop, [](const EventPtr&, const Fence&) {}));
    QVERIFY(bus->publish("topic", "key", eventNamed("poison")));
    const auto consumer = "group_" + std::to_string(bus->partitionOf("key"));
    takeAndDrop(service_->url(), prefix_ + "_topic", consumer, kMaxTries);

    FenceListener listener(*bus, loop);

    QVERIFY(pollUntil(loop, [&] { return !lettersOf(*bus).empty(); }));
    QCOMPARE(lettersOf(*bus).front().tries, kMaxTries);
    QVERIFY(listener.heard.empty());
}

void NatsBusTest::buriesWhatNobodyCanRead() {
    baithak::Loop loop;
    auto bus = mustOpen(fresh());
    FenceListener listener(*bus, loop);

    publishRaw(service_->url(), prefix_ + ".topic.topic.1", "no event at all");

    QVERIFY(pollUntil(loop, [&] { return !lettersOf(*bus).empty(); }));
    const auto letters = lettersOf(*bus);
    QCOMPARE(letters[0].topic, std::string("topic"));
    QCOMPARE(letters[0].group, std::string("group"));
    QCOMPARE(letters[0].bytes, std::string("no event at all").size());
    QVERIFY(listener.heard.empty());
}

void NatsBusTest::refusesWhatIsTooLarge() {
    auto bus = mustOpen(fresh());

    const auto large = eventNamed(std::string(9U << 20U, 'x'));
    const auto published = bus->publish("topic", "key", large);
    const auto said = bus->publish("deliver.gateway", "gateway", large);

    QVERIFY(!published);
    QCOMPARE(published.error().code, Errc::tooLarge);
    QVERIFY(!said);
    QCOMPARE(said.error().code, Errc::tooLarge);
}

void NatsBusTest::warnsOfANatsThatTakesTooLittle() {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::tmpfile(), std::fclose);
    Log log(LogLevel::warn, fileno(file.get()));
    const NatsService small("max_payload: 1MB");
    const auto linesOf = [&](const std::string& url) {
        auto config = quickConfig(url, "small");
        config.log = &log;
        const auto bus = mustOpen(config);
        std::string text(4096, '\0');
        text.resize(static_cast<std::size_t>(std::max<ssize_t>(0, pread(fileno(file.get()), text.data(), 4096, 0))));
        return text;
    };

    QCOMPARE(linesOf(service_->url()), std::string());
    const auto lines = linesOf(small.url());

    QVERIFY2(lines.find("max_payload") != std::string::npos, lines.c_str());
}

// With more to be made than NATS could be asked for in that time.
void NatsBusTest::endsSoonWithoutNats() {
    baithak::Loop loop;
    NatsService own;
    auto bus = mustOpen(quickConfig(own.url(), "away"));
    auto listener = std::make_unique<FenceListener>(*bus, loop);
    QVERIFY(pollUntil(loop, [&] { return ownedOf(*bus).size() == 4; }));
    own.kill();
    for (int i = 0; i < 8; ++i) (void)bus->publish("topic" + std::to_string(i), "key", eventNamed("one"));
    const auto noticed = std::chrono::steady_clock::now() + 1s;
    QVERIFY(pollUntil(loop, [&] { return !bus->status().isConnected && std::chrono::steady_clock::now() > noticed; }));

    const auto began = std::chrono::steady_clock::now();
    listener.reset();
    bus.reset();

    QVERIFY(std::chrono::steady_clock::now() - began < 10s);
}

// No answer comes to what was only said: it is out when it is sent.
void NatsBusTest::waitsForWhatWasSaidUntilItIsOut() {
    const auto link = NatsLink::open(quickConfig(service_->url(), "said"));
    QVERIFY(link);
    const auto sender = NatsSender::start(**link, nullptr, nullptr, {[] {}, [](const std::string&) {}});
    QVERIFY(sender);
    for (int i = 0; i < 1000; ++i) (*sender)->say("nobody", "one");

    (*sender)->flush(20s);

    natsStatistics* raw = nullptr;
    QCOMPARE(natsStatistics_Create(&raw), NATS_OK);
    std::uint64_t out = 0;
    natsConnection_GetStats((*link)->connection(), raw);
    natsStatistics_GetCounts(raw, nullptr, nullptr, &out, nullptr, nullptr);
    natsStatistics_Destroy(raw);
    QCOMPARE(out, 1000U);
}

void NatsBusTest::goesByOneNumberOfPartitions() {
    auto bus = mustOpen(fresh());
    auto config = again();
    config.partitions = 8;

    const auto other = openNatsBus(config);

    QVERIFY(!other);
    QVERIFY2(other.error().text.starts_with("bus-partitions"), other.error().text.c_str());
}

void NatsBusTest::countsWhatItDoes() {
    baithak::Loop loop;
    Metrics metrics;
    auto config = fresh();
    config.metrics = &metrics;
    auto bus = mustOpen(config);
    FenceListener listener(*bus, loop);
    for (int i = 0; i < 3; ++i) QVERIFY(bus->publish("topic", "key", eventNamed("one")));
    QVERIFY(pollUntil(loop, [&] { return listener.heard.size() == 3 && bus->status().pending == 0; }));

    const auto text = metrics.text();

    QVERIFY(text.find("baithak_bus_published_total 3") != std::string::npos);
    QVERIFY(text.find("baithak_bus_received_total 3") != std::string::npos);
    QVERIFY(bus->status().isConnected);
    QCOMPARE(bus->status().inHand, 0U);
}

BAITHAK_REGISTER_TEST(NatsBusTest);

}  // namespace baithak::test

#include "nats_bus_test.moc"
