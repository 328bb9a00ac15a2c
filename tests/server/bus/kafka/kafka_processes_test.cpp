// SPDX-License-Identifier: MIT

// Several processes on one Kafka, here each a bus of its own, and what becomes of their partitions; addresses,
// settings, brokers that are away. Over librdkafka's stand-in.

#include <QTest>

#include <fstream>
#include <set>

#include "server/bus/kafka/kafka_bus.h"
#include "server/bus/kafka/kafka_tries.h"
#include "server/bus/topics.h"
#include "tests/server/bus/event_samples.h"
#include "tests/server/bus/kafka/kafka_fixture.h"
#include "tests/server/support/turn_loop.h"
#include "tests/support/child_process.h"
#include "tests/support/register_test.h"
#include "tests/support/services/kafka.h"

namespace baithak::test {

using namespace std::chrono_literals;

namespace {

// A member that keeps what it gets, so that it stays unhandled, with the fences.
struct Keeper {
    Keeper(Bus& bus, baithak::Loop& loop, std::string_view topic, std::string_view group) {
        auto subscribed = bus.subscribe(topic, group, loop, [this](const EventPtr& event, const Fence& fence) {
            events.push_back(event);
            names.push_back(nameOf(event));
            fences.push_back(fence);
        });
        if (!subscribed) qFatal("%s", subscribed.error().text.c_str());
        subscription = std::move(*subscribed);
    }

    std::vector<EventPtr> events;
    Names names;
    std::vector<Fence> fences;
    std::unique_ptr<Subscription> subscription;
};

}  // namespace

class KafkaProcessesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sharePartitions();
    void keepTheTriesOfWhatStaysWithThem();
    void takeOverWhatAnotherLeft();
    void skipNothingBeforeTheyKnowWhereTheirGroupIs();
    void hearWhatIsSaidToTheirAddress();
    void goOnWhenABrokerCameBack();
    void readNoMoreThanTheyCanHold();
    void refuseATopicOfOtherPartitions();
    void sayThatNobodyAnswers();
    void refuseSettingsThatWontDo_data();
    void refuseSettingsThatWontDo();
};

void KafkaProcessesTest::sharePartitions() {
    KafkaStandIn kafka;
    kafka.createTopic("baithak.dead-letters", 1);
    baithak::Loop loop;
    const auto one = opened(configOf(kafka));
    const auto other = opened(configOf(kafka));
    Listener first(*one, loop, topics::kSendMessage, "delivery");
    Listener second(*other, loop, topics::kSendMessage, "delivery");
    const auto isShared = [&] { return one->status().owned.size() == 2 && other->status().owned.size() == 2; };
    QVERIFY(runUntil(loop, isShared, kRebalance));

    for (int i = 0; i < 40; ++i) {
        const auto name = std::to_string(i);
        QVERIFY(one->publish(topics::kSendMessage, name, eventNamed(name)));
    }

    QVERIFY(runUntil(loop, [&] { return first.names.size() + second.names.size() >= 40; }));
    QVERIFY(!first.names.empty() && !second.names.empty());
    QCOMPARE(first.names.size() + second.names.size(), std::size_t{40});
}

// When another process gets a part of them. What goes to it counts with the new owner, and with the old one, too, where
// the stand-in refused its last word, as it does (and Kafka doesn't) once the group's next round has begun.
void KafkaProcessesTest::keepTheTriesOfWhatStaysWithThem() {
    KafkaStandIn kafka;
    kafka.createTopic("baithak.dead-letters", 1);
    baithak::Loop loop;
    const auto one = opened(configOf(kafka));
    Keeper keeper(*one, loop, topics::kSendMessage, "delivery");
    std::set<std::uint32_t> filled;
    for (int i = 0; filled.size() < KafkaStandIn::kPartitions; ++i) {
        const auto key = std::to_string(i);
        if (filled.insert(one->partitionOf(key)).second)
            QVERIFY(one->publish(topics::kSendMessage, key, eventNamed(key)));
    }
    QVERIFY(runUntil(loop, [&] { return keeper.events.size() == KafkaStandIn::kPartitions; }, kRebalance));

    const auto other = opened(configOf(kafka));
    Keeper heir(*other, loop, topics::kSendMessage, "delivery");

    QVERIFY(runUntil(loop, [&] { return heir.events.size() == 2; }, kRebalance));
    QCOMPARE(one->status().owned.size(), std::size_t{2});
    const auto triesOf = [&](std::uint32_t partition) {
        return markIn(kafka.committed("baithak.delivery", "baithak.send-message", static_cast<int>(partition))).tries;
    };
    for (const auto& stayed : one->status().owned) QCOMPARE(triesOf(stayed.partition), 1);
    for (const auto& gone : other->status().owned) {
        const auto tries = triesOf(gone.partition);
        QVERIFY2(tries == 1 || tries == 2, qPrintable(QString::number(tries)));
    }
}

void KafkaProcessesTest::takeOverWhatAnotherLeft() {
    KafkaStandIn kafka;
    kafka.createTopic("baithak.dead-letters", 1);
    baithak::Loop loop;
    auto one = opened(configOf(kafka));
    auto keeper = std::make_unique<Keeper>(*one, loop, topics::kSendMessage, "delivery");
    QVERIFY(one->publish(topics::kSendMessage, "key", eventNamed("kept")));
    QVERIFY(runUntil(loop, [&] { return keeper->names == Names{"kept"}; }, kRebalance));
    const auto before = keeper->fences.front();
    QVERIFY(before.epoch > 0);
    const auto other = opened(configOf(kafka));
    Keeper heir(*other, loop, topics::kSendMessage, "delivery");

    // It ends with the event unhandled.
    const auto inItsHands = keeper->events;
    keeper.reset();
    one.reset();

    QVERIFY(runUntil(loop, [&] { return heir.names == Names{"kept"}; }, kRebalance));
    QCOMPARE(heir.fences.front().partition, before.partition);
    QVERIFY(heir.fences.front().epoch > before.epoch);
}

// What a dead owner left lies before all that was published since this process began.
void KafkaProcessesTest::skipNothingBeforeTheyKnowWhereTheirGroupIs() {
    KafkaStandIn kafka;
    kafka.createTopic("baithak.dead-letters", 1);
    baithak::Loop loop;
    auto one = opened(configOf(kafka));
    auto keeper = std::make_unique<Keeper>(*one, loop, topics::kSendMessage, "delivery");
    QVERIFY(one->publish(topics::kSendMessage, "key", eventNamed("kept")));
    QVERIFY(runUntil(loop, [&] { return keeper->names == Names{"kept"}; }, kRebalance));
    const auto inItsHands = keeper->events;
    keeper.reset();
    one.reset();
    kafka.failNext(KafkaRequest::offsetFetch, KafkaFailure::groupDenied, 2);

    const auto other = opened(configOf(kafka));
    Keeper heir(*other, loop, topics::kSendMessage, "delivery");

    QVERIFY(runUntil(loop, [&] { return heir.names == Names{"kept"}; }, kRebalance));
}

void KafkaProcessesTest::hearWhatIsSaidToTheirAddress() {
    KafkaStandIn kafka;
    kafka.createTopic("baithak.dead-letters", 1);
    baithak::Loop loop;
    const auto one = opened(configOf(kafka));
    const auto other = opened(configOf(kafka));
    const auto here = topics::deliver(GatewayId("gw-1"));
    QVERIFY(other->publish(here, "gw-1", eventNamed("too early")));
    Listener first(*one, loop, here, "gateway");
    Listener second(*one, loop, topics::deliver(GatewayId("gw-2")), "gateway");

    for (int i = 0; i < 8; ++i) {
        QVERIFY(
            other->publish(topics::deliver(GatewayId("gw-" + std::to_string(i))), "-", eventNamed(std::to_string(i))));
    }

    QVERIFY(runUntil(loop, [&] { return !first.names.empty() && !second.names.empty(); }));
    runUntil(loop, [] { return false; }, 200ms);
    QVERIFY(first.names.back() == "1" && first.names.size() <= 2);
    QCOMPARE(second.names, Names{"2"});
}

void KafkaProcessesTest::goOnWhenABrokerCameBack() {
    KafkaStandIn kafka;
    kafka.createTopic("baithak.dead-letters", 1);
    baithak::Loop loop;
    const auto bus = opened(configOf(kafka));
    Listener listener(*bus, loop, topics::kSendMessage, "delivery");
    QVERIFY(bus->publish(topics::kSendMessage, "key", eventNamed("before")));
    QVERIFY(runUntil(loop, [&] { return listener.names == Names{"before"}; }, kRebalance));

    kafka.stopBroker(1);
    QVERIFY(bus->publish(topics::kSendMessage, "key", eventNamed("meanwhile")));
    QVERIFY(bus->status().pending > 0);
    kafka.startBroker(1);

    QVERIFY(
        runUntil(loop, [&] { return !listener.names.empty() && listener.names.back() == "meanwhile"; }, kRebalance));
}

// Eight mebibytes of a partition, in few records.
void KafkaProcessesTest::readNoMoreThanTheyCanHold() {
    KafkaStandIn kafka;
    kafka.createTopic("baithak.dead-letters", 1);
    baithak::Loop loop;
    const auto bus = opened(configOf(kafka));
    Keeper keeper(*bus, loop, topics::kSendMessage, "delivery");
    const std::string large(900'000, 'x');
    for (std::size_t i = 1; i <= 10; ++i) {
        QVERIFY(bus->publish(topics::kSendMessage, "key", eventNamed(large)));
        QVERIFY(runUntil(loop, [&] { return keeper.events.size() == i; }, kRebalance));
    }

    for (int i = 0; i < 3; ++i) QVERIFY(bus->publish(topics::kSendMessage, "key", eventNamed(large)));

    QVERIFY(!runUntil(loop, [&] { return keeper.events.size() > 10; }, 500ms));
    keeper.events.clear();
    QVERIFY(runUntil(loop, [&] { return keeper.events.size() == 3; }));
}

void KafkaProcessesTest::refuseATopicOfOtherPartitions() {
    KafkaStandIn kafka;
    auto config = configOf(kafka);
    config.partitions = 16;

    const auto refused = openKafkaBus(config);

    QVERIFY(!refused);
    QVERIFY2(refused.error().text.find("bus-partitions") != std::string::npos, refused.error().text.c_str());
}

void KafkaProcessesTest::sayThatNobodyAnswers() {
    KafkaBusConfig config;
    config.brokers = "127.0.0.1:" + std::to_string(freePort());
    config.connectFor = 300ms;

    const auto refused = openKafkaBus(config);

    QVERIFY(!refused);
    QVERIFY2(refused.error().text.find(config.brokers) != std::string::npos, refused.error().text.c_str());
}

void KafkaProcessesTest::refuseSettingsThatWontDo_data() {
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("names");
    QTest::newRow("no such setting") << "no.such.thing=s3cret" << "no.such.thing";
    QTest::newRow("not for the value") << "security.protocol=s3cret" << "security.protocol";
    QTest::newRow("ours to set") << "group.id=s3cret" << "group.id";
    for (const char* name :
         {"session.timeout.ms", "message.timeout.ms", "delivery.timeout.ms", "delivery.report.only.error",
          "auto.offset.reset", "metadata.broker.list", "group.instance.id"})
        QTest::newRow(name) << name + QString("=s3cret") << name;
    QTest::newRow("no setting") << "s3cret" << "line 2";
}

void KafkaProcessesTest::refuseSettingsThatWontDo() {
    QFETCH(const QString, line);
    QFETCH(const QString, names);
    const TempDir directory;
    KafkaBusConfig config;
    config.settingsFile = directory.path() + "/kafka.properties";
    std::ofstream(config.settingsFile) << "# ours\n" << line.toStdString() << "\n";

    const auto refused = openKafkaBus(config);

    QVERIFY(!refused);
    QVERIFY2(refused.error().text.find(names.toStdString()) != std::string::npos, refused.error().text.c_str());
    QVERIFY(refused.error().text.find("s3cret") == std::string::npos);
}

BAITHAK_REGISTER_TEST(KafkaProcessesTest);

}  // namespace baithak::test

#include "kafka_processes_test.moc"
