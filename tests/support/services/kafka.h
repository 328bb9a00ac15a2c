// SPDX-License-Identifier: MIT
#pragma once

// A Kafka to test against: librdkafka's own stand-in, which speaks Kafka's protocol over TCP from threads of this
// process. No Kafka broker is packaged for Debian. What it lacks: topics can't be created by call (they come when they
// are asked for, with four partitions), it keeps the last 5 MB of a partition, and nothing survives it.

#include <memory>
#include <string>

namespace baithak::test {

// By their numbers in Kafka's protocol.
enum class KafkaRequest { produce = 0, fetch = 1, offsetCommit = 8, offsetFetch = 9 };
enum class KafkaFailure { tooLarge = 10, topicDenied = 29, groupDenied = 30, outOfOrder = 45, invalidRecord = 87 };

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
    // The broker that has a partition; the broker that has a group of consumers.
    void setLeader(const std::string& topic, int partition, int broker);
    void setCoordinator(const std::string& group, int broker);
    // A record as somebody else might write it.
    void put(const std::string& topic, int partition, const std::string& key, const std::string& bytes);
    // How far a group is, with what stands beside it: said for it, before it has members, and asked.
    void commit(const std::string& group, const std::string& topic, int partition, std::int64_t offset,
                const std::string& metadata);
    std::string committed(const std::string& group, const std::string& topic, int partition) const;
    // The next requests of that kind, so many, are answered with that error; errors that come later stand behind.
    void failNext(KafkaRequest request, KafkaFailure failure, int times = 1);
    // No request of that kind fails any more.
    void failNoMore(KafkaRequest request);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace baithak::test
