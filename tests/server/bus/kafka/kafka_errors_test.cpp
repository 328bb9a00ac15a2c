// SPDX-License-Identifier: MIT

// What goes wrong at Kafka, or at librdkafka, is said, and is not for ever. Over librdkafka's stand-in.

#include <QTest>

#include "server/bus/topics.h"
#include "tests/server/bus/event_samples.h"
#include "tests/server/bus/kafka/kafka_fixture.h"
#include "tests/server/support/turn_loop.h"
#include "tests/support/register_test.h"

namespace baithak::test {

using namespace std::chrono_literals;

class KafkaErrorsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void makeAGivenUpProducerAnew();
    void sayWhatAConsumerIsRefused();
    void areOverWhenKafkaIsBack();
    void areForWhatIsTooLarge();
};

void KafkaErrorsTest::makeAGivenUpProducerAnew() {
    KafkaStandIn kafka;
    kafka.createTopic("baithak.dead-letters", 1);
    baithak::Loop loop;
    LogFile said;
    auto config = configOf(kafka);
    config.log = &said.log;
    config.firstRetry = 500ms;
    const auto bus = opened(config);
    Listener listener(*bus, loop, topics::kSendMessage, "delivery");
    QVERIFY(bus->publish(topics::kSendMessage, "key", eventNamed("before")));
    QVERIFY(runUntil(loop, [&] { return listener.names == Names{"before"}; }, kRebalance));

    kafka.failNext(KafkaRequest::produce, KafkaFailure::outOfOrder);
    QVERIFY(bus->publish(topics::kSendMessage, "key", eventNamed("lost")));

    QVERIFY(pollUntil(loop, [&] { return !bus->status().isConnected; }));
    const auto refused = bus->publish(topics::kSendMessage, "key", eventNamed("refused"));
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, Errc::unavailable);
    QVERIFY(said.has("bus.kafka_fatal") && said.has("OUT_OF_ORDER_SEQUENCE_NUMBER"));
    QVERIFY(pollUntil(loop, [&] { return bus->status().isConnected; }));
    QVERIFY(bus->publish(topics::kSendMessage, "key", eventNamed("after")));
    QVERIFY(runUntil(loop, [&] { return listener.names.back() == "after"; }));
    QCOMPARE(bus->status().pending, 0U);
}

void KafkaErrorsTest::sayWhatAConsumerIsRefused() {
    KafkaStandIn kafka;
    kafka.createTopic("baithak.dead-letters", 1);
    baithak::Loop loop;
    LogFile said;
    auto config = configOf(kafka);
    config.log = &said.log;
    const auto bus = opened(config);
    kafka.failNext(KafkaRequest::fetch, KafkaFailure::topicDenied, 4);

    Listener listener(*bus, loop, topics::kSendMessage, "delivery");

    QVERIFY(pollUntil(loop, [&] { return said.has("TOPIC_AUTHORIZATION_FAILED"); }, kRebalance));
    QVERIFY(said.has("bus.kafka_error") && said.has("reading as delivery"));
}

// In a process that publishes nothing and hears nothing, too.
void KafkaErrorsTest::areOverWhenKafkaIsBack() {
    KafkaStandIn kafka;
    kafka.createTopic("baithak.dead-letters", 1);
    baithak::Loop loop;
    LogFile said;
    auto config = configOf(kafka);
    config.log = &said.log;
    const auto bus = opened(config);
    QVERIFY(bus->status().isConnected);

    kafka.stopBroker(1);
    QVERIFY(pollUntil(loop, [&] { return !bus->status().isConnected; }));
    QVERIFY(said.has("bus.kafka_away"));
    kafka.startBroker(1);

    QVERIFY(pollUntil(loop, [&] { return bus->status().isConnected; }));
}

void KafkaErrorsTest::areForWhatIsTooLarge() {
    KafkaStandIn kafka;
    kafka.createTopic("baithak.dead-letters", 1);
    const auto bus = opened(configOf(kafka));

    for (const std::size_t size : {999'000U, 2'000'000U}) {
        const auto published = bus->publish(topics::kSendMessage, "key", eventNamed(std::string(size, 'x')));
        QVERIFY(!published);
        QCOMPARE(published.error().code, Errc::tooLarge);
    }
    QVERIFY(bus->publish(topics::kSendMessage, "key", eventNamed(std::string(990'000, 'x'))));
}

BAITHAK_REGISTER_TEST(KafkaErrorsTest);

}  // namespace baithak::test

#include "kafka_errors_test.moc"
