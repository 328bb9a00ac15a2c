// SPDX-License-Identifier: MIT
#pragma once

// Hears what is said to the addresses of this process. All addresses share one topic, partitioned by address: a
// consumer without a group reads the partitions of those that are here, from where they end when an address comes, and
// passes over what is for others. What is said is said once: an event that can't be read, that comes while too many
// wait for its member, or that its handler throws at, is logged or counted, and gone. Used from any thread.

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

    // `missed`, if there is one, counts what came while too many waited.
    explicit KafkaEars(KafkaClientPtr client, Counter* missed = nullptr)
        : client_(std::move(client)), missed_(missed) {}
    // Hears nothing more; waits for its thread.
    ~KafkaEars();

    // The member hears what is said to its topic, an address, from now on. Errc::unavailable while Kafka is away.
    Result<> add(const KafkaMemberPtr& member);
    void remove(const KafkaMemberPtr& member);

private:
    Result<> start();
    Result<> listenTo(std::int32_t partition);
    void run();
    void onMessage(const rd_kafka_message_t& message);

    void hand(const KafkaMemberPtr& member, const EventPtr& event);

    KafkaClientPtr client_;
    Counter* missed_;
    KafkaHandle consumer_;
    std::mutex mutex_;
    std::multimap<std::string, KafkaMemberPtr, std::less<>> members_;  // by address
    std::set<std::int32_t> partitions_;                                // read; none is left again
    std::atomic<bool> isStopping_{false};
    std::thread thread_;
};

}  // namespace baithak
