// SPDX-License-Identifier: MIT
#include "tests/server/bus/bus_contract.h"

#include <QTest>

#include <stdexcept>
#include <thread>

#include <boost/asio/executor_work_guard.hpp>

#include "tests/server/bus/event_samples.h"
#include "tests/server/support/turn_loop.h"
#include "tests/support/test_failure.h"

namespace baithak::test {
namespace {

// A handler that throws at what it gets, as often as is said.
struct Thrower {
    Thrower(Bus& bus, baithak::Loop& loop, int times) : left(times) {
        auto subscribed = bus.subscribe("topic", "group", loop, [this](const EventPtr& event, const Fence&) {
            heard.push_back(nameOf(event));
            if (left-- > 0) throw std::runtime_error("the handler stumbled");
        });
        if (subscribed) subscription = std::move(*subscribed);
    }

    int left;
    Names heard;
    std::unique_ptr<Subscription> subscription;
};

std::vector<DeadLetter> lettersOf(Bus& bus) {
    auto listed = runTask(bus.deadLetters().list(100));
    if (!listed) throw TestFailure("the dead letters can't be listed: " + listed.error().text);
    return *listed;
}

// The bus has one dead letter, which was thrown at until it was one.
bool makeDeadLetter(Bus& bus, baithak::Loop& loop) {
    Thrower thrower(bus, loop, kMaxTries);
    const bool published = static_cast<bool>(bus.publish("topic", "key", eventNamed("stone")));
    return published && runUntil(loop, [&] { return thrower.heard.size() == kMaxTries; }) &&
           pollUntil(loop, [&] { return lettersOf(bus).size() == 1; });
}

}  // namespace

void BusContract::handsAnEventToEachGroup() {
    baithak::Loop loop;
    auto bus = makeBus();
    Listener left(*bus, loop, "topic", "left");
    Listener right(*bus, loop, "topic", "right");

    QVERIFY(bus->publish("topic", "key", eventNamed("one")));

    QVERIFY(runUntil(loop, [&] { return !left.names.empty() && !right.names.empty(); }));
    QCOMPARE(left.names, Names{"one"});
    QCOMPARE(right.names, Names{"one"});
}

void BusContract::handsAnEventToOneMemberOfAGroup() {
    baithak::Loop loop;
    auto bus = makeBus();
    Listener first(*bus, loop, "topic", "group");
    Listener second(*bus, loop, "topic", "group");

    for (int i = 0; i < 40; ++i) {
        const auto name = std::to_string(i);
        QVERIFY(bus->publish("topic", name, eventNamed(name)));
    }

    QVERIFY(runUntil(loop, [&] { return first.names.size() + second.names.size() >= 40; }));
    runReady(loop);
    Names all = first.names;
    all.insert(all.end(), second.names.begin(), second.names.end());
    std::sort(all.begin(), all.end());
    QCOMPARE(std::unique(all.begin(), all.end()), all.end());
    QVERIFY2(!first.names.empty() && !second.names.empty(), "one member got everything");
}

void BusContract::keepsTheOrderOfOneKey() {
    baithak::Loop loop;
    auto bus = makeBus();
    Listener first(*bus, loop, "topic", "group");
    Listener second(*bus, loop, "topic", "group");
    Names published;

    for (int i = 0; i < 100; ++i) {
        published.push_back(std::to_string(i));
        QVERIFY(bus->publish("topic", "same", eventNamed(published.back())));
    }

    QVERIFY(runUntil(loop, [&] { return first.names.size() + second.names.size() >= 100; }));
    QCOMPARE(first.names.empty() ? second.names : first.names, published);
}

void BusContract::keepsTopicsApart() {
    baithak::Loop loop;
    auto bus = makeBus();
    Listener here(*bus, loop, "here", "group");
    Listener there(*bus, loop, "there", "group");

    QVERIFY(bus->publish("here", "key", eventNamed("one")));
    QVERIFY(bus->publish("there", "key", eventNamed("two")));

    QVERIFY(runUntil(loop, [&] { return !here.names.empty() && !there.names.empty(); }));
    QCOMPARE(here.names, Names{"one"});
    QCOMPARE(there.names, Names{"two"});
}

void BusContract::carriesToAnAddress() {
    baithak::Loop loop;
    auto bus = makeBus();
    QVERIFY(bus->publish("deliver.nobody", "nobody", eventNamed("unheard")));
    Listener here(*bus, loop, "deliver.here", "gateway");
    Listener there(*bus, loop, "deliver.there", "gateway");

    QVERIFY(bus->publish("deliver.here", "here", eventNamed("one")));
    QVERIFY(bus->publish("deliver.there", "there", eventNamed("two")));
    QVERIFY(bus->publish("deliver.here", "here", eventNamed("three")));

    QVERIFY(runUntil(loop, [&] { return here.names.size() == 2 && there.names.size() == 1; }));
    QCOMPARE(here.names, (Names{"one", "three"}));
    QCOMPARE(there.names, Names{"two"});
}

void BusContract::takesEventsThatNobodyWants() {
    baithak::Loop loop;
    auto bus = makeBus();

    QVERIFY(bus->publish("topic", "key", eventNamed("unheard")));

    Listener late(*bus, loop, "topic", "group");
    QVERIFY(bus->publish("topic", "key", eventNamed("heard")));
    QVERIFY(runUntil(loop, [&] { return !late.names.empty() && late.names.back() == "heard"; }));
}

void BusContract::staysSilentOnceTheSubscriptionIsGone() {
    baithak::Loop loop;
    auto bus = makeBus();
    Listener stays(*bus, loop, "topic", "stays");
    auto leaves = std::make_unique<Listener>(*bus, loop, "topic", "leaves");

    QVERIFY(bus->publish("topic", "key", eventNamed("on its way")));
    auto names = leaves->end();
    QVERIFY(bus->publish("topic", "key", eventNamed("later")));

    QVERIFY(runUntil(loop, [&] { return stays.names.size() == 2; }));
    QVERIFY(leaves->names.empty());
    QVERIFY(names.empty());
}

void BusContract::letsAHandlerPublish() {
    baithak::Loop loop;
    auto bus = makeBus();
    Listener last(*bus, loop, "second", "group");
    const auto passOn = [&bus](const EventPtr& event, const Fence&) { (void)bus->publish("second", "key", event); };
    auto subscribed = bus->subscribe("first", "group", loop, passOn);
    QVERIFY(subscribed);

    QVERIFY(bus->publish("first", "key", eventNamed("passed on")));

    QVERIFY(runUntil(loop, [&] { return !last.names.empty(); }));
    QCOMPARE(last.names, Names{"passed on"});
}

void BusContract::letsAHandlerEndItsSubscription() {
    baithak::Loop loop;
    auto bus = makeBus();
    int heard = 0;
    std::unique_ptr<Subscription> subscription;
    auto subscribed = bus->subscribe("topic", "once", loop, [&](const EventPtr&, const Fence&) {
        ++heard;
        subscription.reset();
    });
    subscription = std::move(*subscribed);
    Listener witness(*bus, loop, "topic", "witness");

    for (int i = 0; i < 3; ++i) QVERIFY(bus->publish("topic", "key", eventNamed("event")));

    QVERIFY(runUntil(loop, [&] { return witness.names.size() == 3 && heard > 0; }));
    runReady(loop);
    QCOMPARE(heard, 1);
}

void BusContract::runsAHandlerOnTheLoopThatSubscribed() {
    baithak::Loop here;
    baithak::Loop there;
    auto bus = makeBus();
    std::atomic<int> heard = 0;
    std::atomic<bool> isOnThatThread = true;
    std::thread::id thatThread;
    std::atomic<bool> isReady = false;
    auto work = boost::asio::make_work_guard(there);
    std::unique_ptr<Subscription> subscription;
    std::thread thread([&] {
        thatThread = std::this_thread::get_id();
        auto subscribed = bus->subscribe("topic", "group", there, [&](const EventPtr&, const Fence&) {
            if (std::this_thread::get_id() != thatThread) isOnThatThread = false;
            if (++heard == 100) work.reset();
        });
        subscription = std::move(*subscribed);
        isReady = true;
        there.run();
        subscription.reset();
    });
    while (!isReady) std::this_thread::yield();

    for (int i = 0; i < 100; ++i) (void)bus->publish("topic", std::to_string(i), eventNamed("crossing"));
    thread.join();

    QCOMPARE(heard.load(), 100);
    QVERIFY(isOnThatThread);
}

void BusContract::givesEverythingToTheMemberThatStays() {
    baithak::Loop loop;
    auto bus = makeBus();
    Listener stays(*bus, loop, "topic", "group");
    auto leaves = std::make_unique<Listener>(*bus, loop, "topic", "group");
    leaves.reset();

    for (int i = 0; i < 20; ++i) QVERIFY(bus->publish("topic", std::to_string(i), eventNamed("event")));

    QVERIFY(runUntil(loop, [&] { return stays.names.size() == 20; }));
}

void BusContract::handsOnAgainWhatAHandlerThrewAt() {
    baithak::Loop loop;
    auto bus = makeBus();
    Thrower thrower(*bus, loop, 2);

    QVERIFY(bus->publish("topic", "key", eventNamed("stone")));

    QVERIFY(runUntil(loop, [&] { return thrower.heard.size() == 3; }));
    QCOMPARE(thrower.heard, (Names{"stone", "stone", "stone"}));
    QVERIFY(lettersOf(*bus).empty());
}

void BusContract::listsNoDeadLettersWhereThereAreNone() {
    auto bus = makeBus();

    QVERIFY(lettersOf(*bus).empty());
}

void BusContract::putsWithTheDeadLettersWhatIsThrownAtTooOften() {
    baithak::Loop loop;
    auto bus = makeBus();
    Listener witness(*bus, loop, "topic", "witness");

    QVERIFY(makeDeadLetter(*bus, loop));

    const auto letters = lettersOf(*bus);
    QCOMPARE(letters.size(), 1U);
    QCOMPARE(letters[0].topic, std::string("topic"));
    QCOMPARE(letters[0].group, std::string("group"));
    QCOMPARE(letters[0].reason, std::string("the handler stumbled"));
    QCOMPARE(letters[0].tries, kMaxTries);
    QVERIFY(letters[0].at.ms > 1'700'000'000'000);
    QCOMPARE(witness.names, Names{"stone"});
}

// The other groups of the topic have had it, and do not get it again.
void BusContract::triesADeadLetterAgain() {
    baithak::Loop loop;
    auto bus = makeBus();
    Listener witness(*bus, loop, "topic", "witness");
    QVERIFY(makeDeadLetter(*bus, loop));
    Listener listener(*bus, loop, "topic", "group");

    QVERIFY(runTask(bus->deadLetters().replay(lettersOf(*bus).front().id)));
    QVERIFY(bus->publish("topic", "key", eventNamed("last")));

    const auto has = [](const Listener& one, const std::string& name) {
        return std::count(one.names.begin(), one.names.end(), name) > 0;
    };
    QVERIFY(pollUntil(loop, [&] { return has(listener, "stone") && has(listener, "last") && has(witness, "last"); }));
    QVERIFY(std::count(witness.names.begin(), witness.names.end(), "stone") == 1);
    QVERIFY(lettersOf(*bus).empty());
}

void BusContract::dropsADeadLetter() {
    baithak::Loop loop;
    auto bus = makeBus();
    QVERIFY(makeDeadLetter(*bus, loop));

    QVERIFY(runTask(bus->deadLetters().drop(lettersOf(*bus).front().id)));

    QVERIFY(lettersOf(*bus).empty());
}

void BusContract::listsTheOldestDeadLettersAndNoMoreThanAskedFor() {
    baithak::Loop loop;
    auto bus = makeBus();
    Thrower thrower(*bus, loop, 3 * kMaxTries);
    for (const char* name : {"one", "two", "three"}) QVERIFY(bus->publish("topic", "key", eventNamed(name)));
    QVERIFY(pollUntil(loop, [&] { return lettersOf(*bus).size() == 3; }, std::chrono::seconds(30)));
    const auto all = lettersOf(*bus);

    QVERIFY(runTask(bus->deadLetters().drop(all[1].id)));
    const auto some = runTask(bus->deadLetters().list(1));

    QVERIFY(some);
    QCOMPARE(some->size(), 1U);
    QCOMPARE(some->front().id, all[0].id);
    const auto left = lettersOf(*bus);
    QCOMPARE(left.size(), 2U);
    QCOMPARE(left[1].id, all[2].id);
}

void BusContract::saysWhichDeadLettersThereAreNot() {
    auto bus = makeBus();

    const auto replayed = runTask(bus->deadLetters().replay("7"));
    const auto dropped = runTask(bus->deadLetters().drop("no number"));

    QVERIFY(!replayed);
    QCOMPARE(replayed.error().code, Errc::notFound);
    QVERIFY(!dropped);
    QCOMPARE(dropped.error().code, Errc::notFound);
}

}  // namespace baithak::test
