// SPDX-License-Identifier: MIT
#pragma once

// A consumer group, as far as this process is in it: a consumer with a thread of its own, the partitions that it was
// given, and the members that handle them. A partition has one member here, so that a key keeps its order. The thread
// reads, hands on, claims what it was given, commits what is handled, and tries again what handlers threw at. Used from
// any thread.

#include <set>

#include "server/bus/kafka/kafka_client.h"
#include "server/bus/kafka/kafka_delivery.h"
#include "server/bus/kafka/kafka_waiting.h"

namespace baithak {

class KafkaGroup {
public:
    struct Counters {
        Counter* received = nullptr;
        Counter* redelivered = nullptr;
        Counter* dead = nullptr;
    };

    static Result<std::unique_ptr<KafkaGroup>> join(KafkaClientPtr client, std::string name, Counters counters);
    ~KafkaGroup();

    // What is published from now on is the group's, too. Waits for Kafka when the topic is new to this process.
    Result<> add(const KafkaMemberPtr& member);
    void remove(const KafkaMemberPtr& member);

    std::vector<OwnedPartition> owned() const;
    std::size_t inHand() const;

private:
    using Time = std::chrono::steady_clock::time_point;
    using Place = std::pair<std::string, std::int32_t>;  // topic of the bus, partition

    KafkaGroup(KafkaClientPtr client, std::string name, Counters counters);
    Result<> start();
    void run();
    void seat(const KafkaMemberPtr& member);
    void applyTopics();
    void readSome();
    void onMessage(const rd_kafka_message_t& message);
    void hand(KafkaRecord record);
    void retryDue();
    void giveUp(KafkaRecord record, const std::string& reason);
    void bury(KafkaRecord record);
    void balance();
    void claim();
    void commit(bool isFinal);
    static void onRebalance(rd_kafka_t* handle, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* places,
                            void* opaque);
    void gained(const rd_kafka_topic_partition_list_t& places);
    void lost(const rd_kafka_topic_partition_list_t& places);
    std::int64_t startOf(const rd_kafka_topic_partition_t& committed, const Place& place);

    KafkaClientPtr client_;
    const std::string name_;
    Counters counters_;
    KafkaDelivery::BackPtr back_;
    KafkaHandle consumer_;
    mutable std::mutex mutex_;
    std::map<std::string, std::vector<KafkaMemberPtr>> members_;  // by topic of the bus
    std::map<std::string, std::vector<std::int64_t>> ends_;       // where each began to be of interest
    std::map<Place, KafkaPartitionPtr> partitions_;
    const KafkaWaitingPtr waiting_ = std::make_shared<KafkaWaiting>();
    std::set<Place> paused_;  // of the thread
    Time applyTopicsAt_ = Time::max();
    Time nextCommit_;
    std::atomic<bool> isStopping_{false};
    std::thread thread_;
};

}  // namespace baithak
