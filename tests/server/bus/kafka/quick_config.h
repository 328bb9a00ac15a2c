// SPDX-License-Identifier: MIT
#pragma once

// How the tests' buses join librdkafka's stand-in: with short times, so that what waits for them is soon over.

#include "server/bus/kafka/kafka_bus.h"
#include "tests/support/services/kafka.h"

namespace baithak::test {

inline KafkaBusConfig quickConfig(const std::string& brokers) {
    KafkaBusConfig config;
    config.brokers = brokers;
    config.partitions = KafkaStandIn::kPartitions;
    config.createsTopics = false;  // which the stand-in can't be asked for
    config.sessionTime = std::chrono::milliseconds(4000);
    config.firstRetry = std::chrono::milliseconds(1);
    return config;
}

}  // namespace baithak::test
