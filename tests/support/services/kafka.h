// SPDX-License-Identifier: MIT
#pragma once

// A Kafka to test against: librdkafka's own stand-in, which speaks Kafka's protocol over TCP from threads of this
// process. No Kafka broker is packaged for Debian. What it lacks: topics can't be created by call (they come when they
// are asked for, with four partitions), it keeps the last 5 MB of a partition, and nothing survives it.

#include <memory>
#include <string>

namespace baithak::test {

class KafkaStandIn {
public:
    static constexpr unsigned kPartitions = 4;

    explicit KafkaStandIn(int brokers = 1);
    ~KafkaStandIn();
    KafkaStandIn(const KafkaStandIn&) = delete;
    KafkaStandIn& operator=(const KafkaStandIn&) = delete;

    std::string brokers() const;
    // A broker, from 1, does not answer any more, and does again.
    void stopBroker(int id);
    void startBroker(int id);
    // With one partition or another number.
    void createTopic(const std::string& name, unsigned partitions);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace baithak::test
