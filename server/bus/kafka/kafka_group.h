// SPDX-License-Identifier: MIT
#pragma once

// A consumer group, as far as this process is in it: a consumer with a thread of its own, the partitions that it was
// given (kafka_holdings.h), and the members that handle them. A partition has one member here, so that a key keeps its
// order. The thread reads, hands on, and tries again what handlers threw at. Used from any thread.

#include <atomic>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "server/bus/kafka/kafka_client.h"
#include "server/bus/kafka/kafka_holdings.h"
#include "server/bus/kafka/kafka_waiting.h"

namespace baithak {

class KafkaGroup {
public:
    struct Counters {
        Counter* received = nullptr;
        Counter* redelivered = nullptr;
        Counter* dead = nullptr;
    };

    // Errc::malformed when librdkafka takes no such consumer.
    static Result<std::unique_ptr<KafkaGroup>> join(KafkaClientPtr client, std::string name, Counters counters);
    // Leaves the group: the others get what is in hand here.
    ~KafkaGroup();

    // What is published from now on is the group's, too. Waits for Kafka when the topic is new to this process.
    Result<> add(const KafkaMemberPtr& member);
    // Hands it nothing more. The topic is left with its last member.
    void remove(const KafkaMemberPtr& member);

    // The partitions of all its topics that are this process's now.
    std::vector<OwnedPartition> owned() const { return holdings_.owned(name_); }
    // Records that were read and are not handled yet.
    std::size_t inHand() const { return holdings_.inHand(); }

private:
    using Time = std::chrono::steady_clock::time_point;

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
    static void onRebalance(rd_kafka_t* handle, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* places,
                            void* opaque);
    static void onCommitted(rd_kafka_t* handle, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* places,
                            void* opaque);
    static void onError(rd_kafka_t* handle, int code, const char* reason, void* opaque);

    KafkaClientPtr client_;
    const std::string name_;
    Counters counters_;
    KafkaDelivery::BackPtr back_;
    KafkaHoldings holdings_;
    KafkaHandle consumer_;
    std::mutex mutex_;
    std::map<std::string, std::vector<KafkaMemberPtr>> members_;  // by topic of the bus
    const KafkaWaitingPtr waiting_ = std::make_shared<KafkaWaiting>();
    Time applyTopicsAt_ = Time::max();
    Time nextCommit_;
    std::atomic<bool> isStopping_{false};
    std::thread thread_;
};

}  // namespace baithak
