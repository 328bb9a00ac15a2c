// SPDX-License-Identifier: MIT
#pragma once

// The partitions of a group that this process has: where each begins, its claim, how far it is handled, and its end.
// All of it is called on the group's thread, except what says so; the consumer is the group's.

#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <utility>
#include <vector>

#include "server/bus/kafka/kafka_client.h"
#include "server/bus/kafka/kafka_delivery.h"

namespace baithak {

class KafkaHoldings {
public:
    explicit KafkaHoldings(KafkaClientPtr client) : client_(std::move(client)) {}

    // Once, before all else; it outlives this.
    void setConsumer(rd_kafka_t* consumer) { consumer_ = consumer; }
    // Where the partitions of a topic began to be of interest to this process: what nobody of the group has handled is
    // read from there. From any thread.
    bool hasEnds(const std::string& topic) const;
    void setEnds(const std::string& topic, std::vector<std::int64_t> ends);

    // What became of a commit.
    void committed(rd_kafka_resp_err_t code);
    // From within the consumer's poll, or its close.
    void onRebalance(rd_kafka_resp_err_t code, const rd_kafka_topic_partition_list_t& places);
    // Begins what was given to us and not begun yet: asks Kafka how far the group has got. Waits for the answer.
    void begin();
    // Raises the epoch of what is new here, and counts a try where one must be (kafka_tries.h), by a commit that the
    // broker takes from the partition's owner only. Waits for the answer.
    void claim();
    // Says how far all is handled.
    void commit() { commit({}); }
    // What is not handled fast enough is not read for a while.
    void balance();

    // Of a topic of the bus; null when it is not ours.
    KafkaPartitionPtr find(const std::string& topic, std::int32_t number) const;

    // From any thread.
    std::vector<OwnedPartition> owned(const std::string& group) const;
    std::size_t inHand() const;
    // Nothing of them is handled any more.
    void drop();

private:
    using Place = std::pair<std::string, std::int32_t>;  // topic of the bus, partition

    Place placeOf(const rd_kafka_topic_partition_t& each) const {
        return {client_->busTopicOf(each.topic), each.partition};
    }
    std::set<Place> placesOf(const rd_kafka_topic_partition_list_t& list) const;
    // The same, with the last word on those that are leaving: it waits for the answer, and takes back the tries of what
    // they have in hand. What the others have in hand stays counted.
    void commit(const std::set<Place>& leaving);
    void gained(const rd_kafka_topic_partition_list_t& places);
    void lost(const rd_kafka_topic_partition_list_t& places);
    void noteFailure(rd_kafka_error_t* failure);
    void assign(const rd_kafka_topic_partition_list_t& answered);
    std::int64_t startOf(const rd_kafka_topic_partition_t& committed, const Place& place) const;

    KafkaClientPtr client_;
    rd_kafka_t* consumer_ = nullptr;
    std::set<Place> given_;   // to us, and not begun
    std::set<Place> paused_;  // not read for a while
    std::chrono::steady_clock::time_point askAt_;
    mutable std::mutex mutex_;
    std::map<std::string, std::vector<std::int64_t>> ends_;
    std::map<Place, KafkaPartitionPtr> partitions_;
};

}  // namespace baithak
