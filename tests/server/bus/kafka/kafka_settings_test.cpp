// SPDX-License-Identifier: MIT
#include "server/bus/kafka/kafka_settings.h"

#include <QTest>

#include <fstream>

#include "tests/server/bus/event_samples.h"
#include "tests/server/bus/kafka/kafka_fixture.h"
#include "tests/server/support/turn_loop.h"
#include "tests/support/child_process.h"
#include "tests/support/register_test.h"
#include "tests/support/services/kafka_socket.h"

namespace baithak::test {

using namespace std::chrono_literals;

class KafkaSettingsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void beginTls();
    void signInWithSasl();
    void makeTheTopics();
    void makeDoWithTopicsThatComeByThemselves();

private:
    // What reaches a broker from a bus with that file of settings.
    std::string sentWith(const std::string& settings) {
        const KafkaSocket kafka;
        KafkaBusConfig config;
        config.brokers = kafka.address();
        config.connectFor = 1500ms;
        config.settingsFile = directory_.path() + "/kafka.properties";
        std::ofstream(config.settingsFile) << settings;
        // Whether it opens is not asked here.
        (void)openKafkaBus(config);
        return kafka.bytes();
    }

    TempDir directory_;
};

void KafkaSettingsTest::beginTls() {
    const auto sent = sentWith("security.protocol=SSL\nenable.ssl.certificate.verification=false\n");

    // A record of a handshake, and in it a client's hello (RFC 8446, 4 and 5.1).
    QVERIFY(sent.size() > 5);
    QCOMPARE(int{sent[0]}, 22);
    QCOMPARE(int{sent[1]}, 3);
    QCOMPARE(int{sent[5]}, 1);
}

void KafkaSettingsTest::signInWithSasl() {
    const auto sent = sentWith(
        "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.username=ann\nsasl.password=s3cret\n"
        "api.version.request=false\nbroker.version.fallback=0.10.0.0\n");

    QVERIFY(sent.find("PLAIN") != sent.npos);
    // As PLAIN says it (RFC 4616).
    QVERIFY(sent.find(std::string("\0ann\0s3cret", 11)) != sent.npos);
}

void KafkaSettingsTest::makeTheTopics() {
    const KafkaSocket kafka;
    KafkaBusConfig config;
    config.brokers = kafka.address();
    config.partitions = 4;
    config.replicas = 3;

    const auto bus = openKafkaBus(config);

    QVERIFY2(bus, bus ? "" : bus.error().text.c_str());
    const auto topics = kafka.topics();
    QCOMPARE(topics.size(), std::size_t{11});
    using Settings = std::map<std::string, std::string>;
    const auto& sent = topics.at("baithak.send-message");
    QCOMPARE(sent.partitions, 4);
    QCOMPARE(sent.replicas, std::int16_t{3});
    QCOMPARE(sent.settings, (Settings{{"retention.ms", "86400000"}}));
    QCOMPARE(topics.at("baithak.deliver").settings, (Settings{{"retention.ms", "600000"}}));
    const auto& letters = topics.at("baithak.dead-letters");
    QCOMPARE(letters.partitions, 1);
    QCOMPARE(letters.settings, (Settings{{"cleanup.policy", "compact,delete"},
                                         {"retention.bytes", "268435456"},
                                         {"retention.ms", "2592000000"}}));
}

// librdkafka's stand-in does not know the call.
void KafkaSettingsTest::makeDoWithTopicsThatComeByThemselves() {
    KafkaStandIn kafka;
    kafka.createTopic("baithak.dead-letters", 1);
    auto config = configOf(kafka);
    config.createsTopics = true;
    config.connectFor = 2s;  // each call waits as long for its answer
    baithak::Loop loop;
    const auto bus = opened(config);
    Listener listener(*bus, loop, "topic", "group");

    QVERIFY(bus->publish("topic", "key", eventNamed("one")));

    QVERIFY(runUntil(loop, [&] { return listener.names == Names{"one"}; }, kRebalance));
}

BAITHAK_REGISTER_TEST(KafkaSettingsTest);

}  // namespace baithak::test

#include "kafka_settings_test.moc"
