// SPDX-License-Identifier: MIT

// The dead letters of the bus over Kafka, besides the contract: none is lost. Over librdkafka's stand-in.

#include <QTest>

#include <stdexcept>

#include "server/bus/topics.h"
#include "tests/server/bus/event_samples.h"
#include "tests/server/bus/kafka/kafka_fixture.h"
#include "tests/server/support/turn_loop.h"
#include "tests/support/register_test.h"

namespace baithak::test {

using namespace std::chrono_literals;

namespace {

std::vector<DeadLetter> lettersOf(Bus& bus) {
    auto listed = runTask(bus.deadLetters().list(100));
    if (!listed) qFatal("%s", listed.error().text.c_str());
    return std::move(*listed);
}

}  // namespace

class KafkaLettersTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsALetterThatWasRefusedAtFirst();
    void outlivesATopicThatIsDenied();
    void keepsTheBeginningOfWhatIsTooLarge();
    void cutsALongReason();
    void listsTheOldestFirst();
    void waitsForItsOwnRecordOnly();
};

void KafkaLettersTest::keepsALetterThatWasRefusedAtFirst() {
    KafkaStandIn kafka;
    kafka.createTopic("baithak.dead-letters", 1);
    baithak::Loop loop;
    const auto bus = opened(configOf(kafka));
    int tries = 0;
    const auto stumble = [&](const EventPtr&, const Fence&) {
        if (++tries == kMaxTries) kafka.failNext(KafkaRequest::produce, KafkaFailure::invalidRecord);
        throw std::runtime_error("the handler stumbled");
    };
    const auto subscribed = bus->subscribe(topics::kSendMessage, "delivery", loop, stumble);
    QVERIFY(subscribed);

    QVERIFY(bus->publish(topics::kSendMessage, "key", eventNamed("stone")));

    QVERIFY(runUntil(loop, [&] { return tries == kMaxTries; }, kRebalance));
    QVERIFY(pollUntil(loop, [&] { return !lettersOf(*bus).empty(); }));
    QCOMPARE(lettersOf(*bus).size(), 1U);
    QVERIFY(pollUntil(loop, [&] { return bus->status().inHand == 0; }));
}

// librdkafka refuses the records of a topic at once when it was told that the topic is not for us.
void KafkaLettersTest::outlivesATopicThatIsDenied() {
    KafkaStandIn kafka;
    kafka.createTopic("baithak.dead-letters", 1);
    baithak::Loop loop;
    LogFile said;
    auto config = configOf(kafka);
    config.log = &said.log;
    const auto bus = opened(config);
    int tries = 0;
    const auto stumble = [&](const EventPtr&, const Fence&) {
        if (++tries == kMaxTries) kafka.failNext(KafkaRequest::produce, KafkaFailure::topicDenied);
        throw std::runtime_error("the handler stumbled");
    };
    const auto subscribed = bus->subscribe(topics::kSendMessage, "delivery", loop, stumble);
    QVERIFY(subscribed);
    Listener listener(*bus, loop, topics::kFetch, "delivery");
    QVERIFY(bus->publish(topics::kSendMessage, "key", eventNamed("stone")));
    QVERIFY(pollUntil(loop, [&] { return said.has("bus.dead_letter_refused"); }, kRebalance));

    for (int i = 0; i < 10; ++i) {
        QVERIFY(bus->publish(topics::kFetch, "key", eventNamed("meanwhile")));
        QVERIFY(pollUntil(loop, [&] { return listener.names.size() > static_cast<std::size_t>(i); }));
    }

    QVERIFY(bus->status().inHand > 0 || lettersOf(*bus).size() == 1);
}

void KafkaLettersTest::keepsTheBeginningOfWhatIsTooLarge() {
    KafkaStandIn kafka;
    kafka.createTopic("baithak.dead-letters", 1);
    baithak::Loop loop;
    const auto config = configOf(kafka);
    const auto bus = opened(config);
    Listener listener(*bus, loop, topics::kSendMessage, "delivery");
    QVERIFY(bus->publish(topics::kSendMessage, "key", eventNamed("before")));
    QVERIFY(runUntil(loop, [&] { return listener.names == Names{"before"}; }, kRebalance));

    kafka.put("baithak.send-message", static_cast<int>(bus->partitionOf("key")), "key", std::string(1'500'000, 'x'));

    QVERIFY(pollUntil(loop, [&] { return !lettersOf(*bus).empty(); }));
    const auto letter = lettersOf(*bus).front();
    QCOMPARE(letter.bytes, std::size_t{1'500'000});
    QVERIFY(pollUntil(loop, [&] { return bus->status().inHand == 0; }));
    const auto replayed = runTask(bus->deadLetters().replay(letter.id));
    QVERIFY(!replayed);
    QCOMPARE(replayed.error().code, Errc::tooLarge);
    QVERIFY(runTask(bus->deadLetters().drop(letter.id)));
}

void KafkaLettersTest::cutsALongReason() {
    KafkaStandIn kafka;
    kafka.createTopic("baithak.dead-letters", 1);
    baithak::Loop loop;
    const auto bus = opened(configOf(kafka));
    std::string reason = "x";
    while (reason.size() < 2000) reason += "\u00e9";
    const auto stumble = [&](const EventPtr&, const Fence&) { throw std::runtime_error(reason); };
    const auto subscribed = bus->subscribe(topics::kSendMessage, "delivery", loop, stumble);
    QVERIFY(subscribed);

    QVERIFY(bus->publish(topics::kSendMessage, "key", eventNamed("stone")));

    QVERIFY(pollUntil(loop, [&] { return !lettersOf(*bus).empty(); }, kRebalance));
    QCOMPARE(lettersOf(*bus).front().reason, reason.substr(0, 499));
}

void KafkaLettersTest::listsTheOldestFirst() {
    KafkaStandIn kafka;
    kafka.createTopic("baithak.dead-letters", 1);
    const auto bus = opened(configOf(kafka));
    for (const auto* id : {"01A", "01B", "01C", "01D"}) kafka.put("baithak.dead-letters", 0, id, "bytes");

    kafka.put("baithak.dead-letters", 0, "01B", "");

    const auto listed = runTask(bus->deadLetters().list(2));
    QVERIFY(listed);
    Names ids;
    for (const auto& letter : *listed) ids.push_back(letter.id);
    QCOMPARE(ids, (Names{"01A", "01C"}));
    QCOMPARE(listed->front().bytes, std::size_t{5});
}

// A broker that has other partitions is away, and what is to go there waits.
void KafkaLettersTest::waitsForItsOwnRecordOnly() {
    KafkaStandIn kafka(2);
    kafka.createTopic("baithak.dead-letters", 1);
    kafka.setLeader("baithak.dead-letters", 0, 1);
    kafka.put("baithak.dead-letters", 0, "01A", "bytes");
    const auto bus = opened(configOf(kafka));
    kafka.setLeader("baithak.fetch", static_cast<int>(bus->partitionOf("key")), 2);
    kafka.stopBroker(2);
    QVERIFY(bus->publish(topics::kFetch, "key", eventNamed("waits")));

    const auto dropped = runTask(bus->deadLetters().drop("01A"));

    QVERIFY2(dropped, dropped ? "" : dropped.error().text.c_str());
    QVERIFY(bus->status().pending > 0);
    QVERIFY(lettersOf(*bus).empty());
    kafka.startBroker(2);
}

BAITHAK_REGISTER_TEST(KafkaLettersTest);

}  // namespace baithak::test

#include "kafka_letters_test.moc"
