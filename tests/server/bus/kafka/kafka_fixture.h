// SPDX-License-Identifier: MIT
#pragma once

// What the tests of the bus over Kafka share: a bus on the stand-in, quick to rebalance and to try again.

#include <QTest>

#include "server/bus/kafka/kafka_bus.h"
#include "tests/support/services/kafka.h"

namespace baithak::test {

inline constexpr std::chrono::seconds kRebalance{25};  // the stand-in waits for seconds before each

inline KafkaBusConfig configOf(const KafkaStandIn& kafka) {
    KafkaBusConfig config;
    config.brokers = kafka.brokers();
    config.partitions = KafkaStandIn::kPartitions;
    config.createsTopics = false;  // which the stand-in can't be asked for
    config.sessionTime = std::chrono::milliseconds(4000);
    config.firstRetry = std::chrono::milliseconds(1);
    return config;
}

inline std::unique_ptr<Bus> opened(const KafkaBusConfig& config) {
    auto bus = openKafkaBus(config);
    if (!bus) qFatal("%s", bus.error().text.c_str());
    return std::move(*bus);
}

}  // namespace baithak::test
