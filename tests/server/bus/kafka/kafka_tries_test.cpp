// SPDX-License-Identifier: MIT
#include "server/bus/kafka/kafka_tries.h"

#include <QTest>

#include <set>

#include "server/bus/kafka/offset_line.h"
#include "server/bus/topics.h"
#include "tests/server/bus/event_samples.h"
#include "tests/server/bus/kafka/kafka_fixture.h"
#include "tests/server/support/turn_loop.h"
#include "tests/support/register_test.h"

namespace baithak::test {

namespace {

// A partition of twenty records, of which one ends each process that handles it, and what Kafka knows of it.
struct Log20 {
    static constexpr std::int64_t kSize = 20;
    std::int64_t poison = 7;
    std::int64_t offset = 0;
    KafkaMark mark;
    std::set<std::int64_t> given;  // up
    std::set<std::int64_t> handled;

    // The life of one process, in turns; whether it came to the end of the log.
    bool live() {
        KafkaTries tries(offset, mark);
        OffsetLine line(offset);
        for (auto i = offset; i < kSize; ++i) {
            line.begin(i);
            if (tries.before(i) < kMaxTries) continue;
            given.insert(i);
            line.finish(i);
        }
        std::set<std::int64_t> waiting;
        for (auto i = offset; i < kSize; ++i) {
            if (!given.contains(i)) waiting.insert(i);
        }
        while (line.inHand() > 0) {
            const auto head = line.handledTo();
            if (tries.mustCount(head)) {
                offset = head;
                mark = tries.markAt(head, KafkaTries::Head::inHand, 1);
                tries.counted(head);
            }
            std::set<std::int64_t> turn;
            for (const auto i : waiting) {
                if (tries.mayHand(i, head)) turn.insert(i);
            }
            if (turn.contains(poison)) return false;
            for (const auto i : turn) {
                handled.insert(i);
                waiting.erase(i);
                line.finish(i);
            }
        }
        offset = line.handledTo();
        mark = tries.markAt(offset, KafkaTries::Head::free, 1);
        return true;
    }
};

}  // namespace

class KafkaTriesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readWhatTheyWrite();
    void giveUpWhatEndsItsProcess_data();
    void giveUpWhatEndsItsProcess();
    void forgetWhatWasHandled();
    void takeBackTheTryOfAnOwnerThatLeaves();
    void giveUpWhatAllItsOwnersEndedAt();
    void standWithKafkaWhileAnEventIsInHand();
};

void KafkaTriesTest::readWhatTheyWrite() {
    const auto mark = markIn(textOf(KafkaMark{1'700'000'000'000, 3, 4711}));
    QCOMPARE(mark.epoch, std::uint64_t{1'700'000'000'000});
    QCOMPARE(mark.tries, 3);
    QCOMPARE(mark.carefulTo, std::int64_t{4711});
    QCOMPARE(markIn("12").epoch, std::uint64_t{12});
    QCOMPARE(markIn("12").tries, 0);
    QCOMPARE(markIn("").epoch, std::uint64_t{0});
    QCOMPARE(markIn("no mark").tries, 0);
}

void KafkaTriesTest::giveUpWhatEndsItsProcess_data() {
    QTest::addColumn<int>("poison");
    QTest::newRow("the first") << 0;
    QTest::newRow("one among others") << 7;
    QTest::newRow("the last") << 19;
}

// That one alone, and after not many more processes than tries.
void KafkaTriesTest::giveUpWhatEndsItsProcess() {
    QFETCH(const int, poison);
    Log20 log;
    log.poison = poison;

    int ends = 0;
    while (!log.live()) QVERIFY(++ends < 20);

    QVERIFY2(ends >= kMaxTries && ends <= kMaxTries + KafkaTries::kFreeTries, std::to_string(ends).c_str());
    QCOMPARE(log.given, std::set<std::int64_t>{poison});
    QCOMPARE(log.handled.size(), std::size_t{19});
    QCOMPARE(log.offset, std::int64_t{20});
    QCOMPARE(log.mark.tries, 0);
}

void KafkaTriesTest::forgetWhatWasHandled() {
    const KafkaTries tries(5, {1, 3, 0});

    QCOMPARE(tries.before(5), 3);
    QCOMPARE(tries.before(6), 0);
    QCOMPARE(tries.markAt(5, KafkaTries::Head::inHand, 2).tries, 4);
    QCOMPARE(tries.markAt(6, KafkaTries::Head::inHand, 2).tries, 1);
    QCOMPARE(tries.markAt(6, KafkaTries::Head::free, 2).tries, 0);
}

void KafkaTriesTest::takeBackTheTryOfAnOwnerThatLeaves() {
    const KafkaTries tries(5, {1, 3, 0});

    QCOMPARE(tries.markAt(5, KafkaTries::Head::left, 2).tries, 3);
    QCOMPARE(tries.markAt(6, KafkaTries::Head::left, 2).tries, 0);
}

// Eight owners ended there before this one.
void KafkaTriesTest::giveUpWhatAllItsOwnersEndedAt() {
    KafkaStandIn kafka;
    kafka.createTopic("baithak.dead-letters", 1);
    baithak::Loop loop;
    const auto bus = opened(configOf(kafka));
    const auto partition = static_cast<int>(bus->partitionOf("key"));
    QVERIFY(bus->publish(topics::kSendMessage, "key", eventNamed("poison")));
    kafka.commit("baithak.delivery", "baithak.send-message", partition, 0, textOf(KafkaMark{1, kMaxTries, 0}));
    Listener listener(*bus, loop, topics::kSendMessage, "delivery");

    QVERIFY(bus->publish(topics::kSendMessage, "key", eventNamed("after")));

    QVERIFY(runUntil(loop, [&] { return !listener.names.empty(); }, kRebalance));
    QCOMPARE(listener.names, Names{"after"});
    std::vector<DeadLetter> letters;
    QVERIFY(pollUntil(loop, [&] {
        auto listed = runTask(bus->deadLetters().list(10));
        if (listed) letters = std::move(*listed);
        return !letters.empty();
    }));
    QCOMPARE(letters.size(), 1U);
    QCOMPARE(letters[0].tries, kMaxTries);
    QCOMPARE(letters[0].key, std::string("key"));
}

void KafkaTriesTest::standWithKafkaWhileAnEventIsInHand() {
    KafkaStandIn kafka;
    kafka.createTopic("baithak.dead-letters", 1);
    baithak::Loop loop;
    std::vector<EventPtr> held;
    const auto keep = [&](const EventPtr& event, const Fence&) { held.push_back(event); };
    auto bus = opened(configOf(kafka));
    const auto partition = static_cast<int>(bus->partitionOf("key"));
    const auto tries = [&] {
        return markIn(kafka.committed("baithak.delivery", "baithak.send-message", partition)).tries;
    };
    auto subscribed = bus->subscribe(topics::kSendMessage, "delivery", loop, keep);
    QVERIFY(subscribed);

    QVERIFY(bus->publish(topics::kSendMessage, "key", eventNamed("held")));

    QVERIFY(runUntil(loop, [&] { return !held.empty(); }, kRebalance));
    QCOMPARE(tries(), 1);
    subscribed->reset();
    bus.reset();
    QCOMPARE(tries(), 0);
}

BAITHAK_REGISTER_TEST(KafkaTriesTest);

}  // namespace baithak::test

#include "kafka_tries_test.moc"
