// SPDX-License-Identifier: MIT

// The contract of Bus, over librdkafka's stand-in for Kafka.

#include "server/bus/kafka/kafka_bus.h"

#include "tests/server/bus/bus_contract.h"
#include "tests/support/register_test.h"
#include "tests/support/services/kafka.h"

namespace baithak::test {

class KafkaBusTest : public BusContract {
    Q_OBJECT

protected:
    // One Kafka for all: each bus has a prefix of its own.
    std::unique_ptr<Bus> makeBus() override {
        KafkaBusConfig config;
        config.brokers = kafka_.brokers();
        config.partitions = KafkaStandIn::kPartitions;
        config.prefix = "test-" + std::to_string(++made_);
        config.createsTopics = false;  // which the stand-in can't be asked for
        config.sessionTime = std::chrono::milliseconds(4000);
        config.firstRetry = std::chrono::milliseconds(1);
        kafka_.createTopic(config.prefix + ".dead-letters", 1);
        auto bus = openKafkaBus(config);
        if (!bus) qFatal("%s", bus.error().text.c_str());
        return std::move(*bus);
    }

private:
    KafkaStandIn kafka_;
    int made_ = 0;
};

BAITHAK_REGISTER_TEST(KafkaBusTest);

}  // namespace baithak::test

#include "kafka_bus_test.moc"
