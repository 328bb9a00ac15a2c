// SPDX-License-Identifier: MIT

// The real binary over Kafka, or rather librdkafka's stand-in for it: messages come, and an acknowledged one survives
// the server's death.

#include "tests/support/services/kafka.h"
#include "tests/e2e/qt_print.h"
#include "tests/e2e/world.h"
#include "tests/support/register_test.h"

namespace baithak::test {

using namespace std::chrono_literals;

namespace {

Arguments withKafka(const KafkaStandIn& kafka) {
    return {"--auth",
            "open",
            "--durability",
            "normal",
            "--bus",
            "kafka",
            "--kafka-brokers",
            kafka.brokers(),
            "--bus-partitions",
            std::to_string(KafkaStandIn::kPartitions),
            "--kafka-create-topics",
            "no"};
}

}  // namespace

class KafkaTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void deliversOverKafka();
};

void KafkaTest::deliversOverKafka() {
    KafkaStandIn kafka;
    kafka.createTopic("baithak.dead-letters", 1);
    World world(withKafka(kafka));
    const auto ann = world.newUser("ann");
    const auto bob = world.newUser("bob");
    const auto sender = world.client(ann);
    auto receiver = world.client(bob);

    std::vector<std::string> ids;
    for (int i = 0; i < 20; ++i) ids.push_back(sender->sendText(bob.user, "hello " + std::to_string(i)));

    const auto isThere = [&](const std::string& id) { return sender->isAcknowledged(id) && receiver->hasArrived(id); };
    QVERIFY(world.loop.until([&] { return std::all_of(ids.begin(), ids.end(), isThere); }, 30s));
    QCOMPARE(receiver->lastSeq(directLog(ann.user, bob.user)), std::uint64_t{20});

    world.restartAfterKill();
    sender->setPort(world.server.port());
    receiver->setPort(world.server.port());
    const auto last = sender->sendText(bob.user, "after all");
    QVERIFY(world.loop.until([&] { return isThere(last); }, 60s));
    QCOMPARE(receiver->lastSeq(directLog(ann.user, bob.user)), std::uint64_t{21});
}

BAITHAK_REGISTER_TEST(KafkaTest);

}  // namespace baithak::test

#include "kafka_test.moc"
