// SPDX-License-Identifier: MIT
#pragma once

// Hears what is said to the addresses of this process. All addresses share one topic, partitioned by address: a
// consumer without a group reads the partitions of those that are here, from where they end when an address comes, and
// passes over what is for others. Used from any thread.

#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "server/bus/kafka/kafka_client.h"
#include "server/bus/kafka/kafka_delivery.h"

namespace baithak {

class KafkaEars {
public:
    static std::string topicOf(const KafkaClient& client) { return client.topicOf("deliver"); }
    // Whether a topic of the bus is an address.
    static bool isAddress(std::string_view topic) { return topic.starts_with("deliver."); }

    explicit KafkaEars(KafkaClientPtr client) : client_(std::move(client)) {}
    ~KafkaEars();

    Result<> add(const KafkaMemberPtr& member);
    void remove(const KafkaMemberPtr& member);

private:
    Result<> start();
    Result<> listenTo(std::int32_t partition);
    void run();
    void onMessage(const rd_kafka_message_t& message);

    KafkaClientPtr client_;
    KafkaHandle consumer_;
    std::mutex mutex_;
    std::multimap<std::string, KafkaMemberPtr, std::less<>> members_;  // by address
    std::set<std::int32_t> partitions_;                                // read; none is left again
    std::atomic<bool> isStopping_{false};
    std::thread thread_;
};

}  // namespace baithak
