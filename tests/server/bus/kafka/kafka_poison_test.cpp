// SPDX-License-Identifier: MIT

// An event that ends each process which handles it, with processes that really end, over librdkafka's stand-in.

#include <QTest>

#include "server/bus/topics.h"
#include "tests/server/bus/event_samples.h"
#include "tests/server/bus/kafka/kafka_fixture.h"
#include "tests/server/support/turn_loop.h"
#include "tests/support/child_process.h"
#include "tests/support/register_test.h"

namespace baithak::test {

using namespace std::chrono_literals;

class KafkaPoisonTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isGivenUpInTheEnd();
};

// Each process that gets it ends at once. The others of its partition are handled in the end, and it can be looked at.
void KafkaPoisonTest::isGivenUpInTheEnd() {
    KafkaStandIn kafka;
    kafka.createTopic("baithak.dead-letters", 1);
    baithak::Loop loop;
    const auto bus = opened(configOf(kafka));
    int ended = 0;
    bool isSaid = false;
    for (bool isOver = false; !isOver;) {
        ChildProcess member({BAITHAK_KAFKA_MEMBER, kafka.brokers()});
        member.spawn();
        if (!std::exchange(isSaid, true)) {
            // A group hears what is said once it is there: the first event is said until it is heard.
            std::optional<std::string> line;
            for (int i = 0; i < 60 && !line; ++i) {
                QVERIFY(bus->publish(topics::kSendMessage, "key", eventNamed("first")));
                line = member.readLine(1s);
            }
            QVERIFY(line && *line == "first");
            QVERIFY(bus->publish(topics::kSendMessage, "key", eventNamed("poison")));
            QVERIFY(bus->publish(topics::kSendMessage, "key", eventNamed("after")));
        }
        for (;;) {
            const auto line = member.readLine(kRebalance);
            if (!line) break;
            isOver = *line == "after";
            if (isOver) break;
        }
        if (!isOver) ++ended;
        QVERIFY2(ended <= 2 * kMaxTries, "it is handed out again and again");
    }

    QVERIFY2(ended >= kMaxTries, "it was given up too soon");
    std::vector<DeadLetter> letters;
    QVERIFY(runUntil(loop, [&] {
        std::optional<Result<std::vector<DeadLetter>>> listed;
        startTask(loop, bus->deadLetters().list(10), listed);
        runUntil(loop, [&] { return listed.has_value(); });
        if (listed && *listed) letters = **listed;
        return !letters.empty();
    }));
    QCOMPARE(letters.size(), std::size_t{1});
    QCOMPARE(letters.front().tries, kMaxTries);
    QVERIFY(letters.front().reason.find("ended") != std::string::npos);
}

BAITHAK_REGISTER_TEST(KafkaPoisonTest);

}  // namespace baithak::test

#include "kafka_poison_test.moc"
