// SPDX-License-Identifier: MIT
#include "server/bus/kafka/kafka_ears.h"

#include <QTest>

#include <stdexcept>

#include "server/bus/partitions.h"
#include "tests/server/bus/event_samples.h"
#include "tests/server/bus/kafka/kafka_fixture.h"
#include "tests/server/support/turn_loop.h"
#include "tests/support/register_test.h"

namespace baithak::test {

class KafkaEarsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hearOnAfterAHandlerThrew();
    void sayWhatTheyCantRead();
    void countWhatComesWhileTooManyWait();
};

void KafkaEarsTest::hearOnAfterAHandlerThrew() {
    KafkaStandIn kafka;
    kafka.createTopic("baithak.dead-letters", 1);
    baithak::Loop loop;
    LogFile said;
    auto config = configOf(kafka);
    config.log = &said.log;
    const auto bus = opened(config);
    Names heard;
    const auto stumble = [&](const EventPtr& event, const Fence&) {
        heard.push_back(nameOf(event));
        if (heard.size() == 1) throw std::runtime_error("the handler stumbled");
    };
    const auto subscribed = bus->subscribe("deliver.here", "gateway", loop, stumble);
    QVERIFY(subscribed);

    QVERIFY(bus->publish("deliver.here", "-", eventNamed("one")));
    QVERIFY(bus->publish("deliver.here", "-", eventNamed("two")));

    QVERIFY(runUntil(loop, [&] { return heard == Names{"one", "two"}; }));
    QVERIFY(said.has("bus.handler_failed") && said.has("the handler stumbled"));
}

void KafkaEarsTest::sayWhatTheyCantRead() {
    KafkaStandIn kafka;
    kafka.createTopic("baithak.dead-letters", 1);
    baithak::Loop loop;
    LogFile said;
    auto config = configOf(kafka);
    config.log = &said.log;
    const auto bus = opened(config);
    Listener listener(*bus, loop, "deliver.here", "gateway");

    kafka.put("baithak.deliver", static_cast<int>(partitionOf("deliver.here", config.partitions)), "deliver.here",
              "no event at all");

    QVERIFY(pollUntil(loop, [&] { return said.has("bus.unreadable"); }));
    QVERIFY(said.has("deliver.here"));
    QVERIFY(listener.names.empty());
}

// The loop is not turned: what is said waits for it.
void KafkaEarsTest::countWhatComesWhileTooManyWait() {
    KafkaStandIn kafka;
    kafka.createTopic("baithak.dead-letters", 1);
    baithak::Loop loop;
    baithak::Loop busy;
    Metrics metrics;
    auto config = configOf(kafka);
    auto client = KafkaClient::connect(config);
    QVERIFY(client);
    QVERIFY((*client)->ensureTopics({KafkaEars::topicOf(**client)}, config.partitions));
    KafkaEars ears(*client, &metrics.counter("missed", "Missed"));
    const auto member = std::make_shared<KafkaMember>("deliver.here", "gateway", busy, EventHandler());
    member->waiting = 100'000;
    QVERIFY(ears.add(member));

    kafka.put("baithak.deliver", static_cast<int>(partitionOf("deliver.here", config.partitions)), "deliver.here",
              encodeEvent(*eventNamed("one")));

    QVERIFY(pollUntil(loop, [&] { return metrics.text().find("missed 1") != std::string::npos; }));
}

BAITHAK_REGISTER_TEST(KafkaEarsTest);

}  // namespace baithak::test

#include "kafka_ears_test.moc"
