// SPDX-License-Identifier: MIT
#pragma once

// What is shared by all that speak to Kafka: handles that end by themselves, and the producer with its thread. Used
// from any thread. The one door to librdkafka, with the other files of this folder.
//
// A producer that librdkafka has given up (a fatal error) is replaced by a new one, soon and then less and less often;
// what it had not delivered is reported as not taken. Each kind of error at Kafka is logged at most once a minute.

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <librdkafka/rdkafka.h>

#include "server/bus/kafka/kafka_bus.h"
#include "server/bus/kafka/kafka_settings.h"

namespace baithak {

using KafkaHandle = std::unique_ptr<rd_kafka_t, KafkaDeleter<rd_kafka_destroy>>;
using KafkaPlaces =
    std::unique_ptr<rd_kafka_topic_partition_list_t, KafkaDeleter<rd_kafka_topic_partition_list_destroy>>;
using KafkaMessage = std::unique_ptr<rd_kafka_message_t, KafkaDeleter<rd_kafka_message_destroy>>;

using KafkaHeaders = std::vector<std::pair<std::string, std::string>>;

KafkaPlaces makePlaces(std::size_t room = 1);
std::string_view textOf(const void* bytes, std::size_t size);

class KafkaClient {
public:
    static Result<std::shared_ptr<KafkaClient>> connect(KafkaBusConfig config);
    ~KafkaClient();
    KafkaClient(const KafkaClient&) = delete;
    KafkaClient& operator=(const KafkaClient&) = delete;

    const KafkaBusConfig& config() const noexcept { return config_; }
    std::string topicOf(std::string_view topic) const { return config_.prefix + "." + std::string(topic); }
    // Of the bus, of a topic of Kafka.
    std::string busTopicOf(std::string_view name) const { return std::string(name.substr(config_.prefix.size() + 1)); }

    // Makes the topics that are not there, when it may; all have as many partitions as they should. Waits for Kafka.
    Result<> ensureTopics(const std::vector<std::string>& names, std::uint32_t partitions,
                          const KafkaSettings& settings = {});
    // A consumer of that group.
    Result<KafkaHandle> makeConsumer(const std::string& group, const KafkaSettings& more = {},
                                     void (*configure)(rd_kafka_conf_t*) = nullptr, void* opaque = nullptr);
    // Where each partition of the topic ends now. Waits for Kafka.
    Result<std::vector<std::int64_t>> endsOf(const std::string& topic, std::uint32_t partitions);

    // What became of a record, on the client's thread: Kafka has it, or it was not taken in time and may be there all
    // the same.
    using Report = std::function<void(const Result<>&)>;

    // Queues the record; without a payload it is a tombstone of that key. Errc::tooLarge when librdkafka's settings
    // allow no such record, Errc::unavailable while too much waits for Kafka. `report`, if there is one, is called once
    // and later, unless this failed.
    Result<> send(const std::string& topic, std::int32_t partition, std::string_view key, std::string_view payload,
                  const KafkaHeaders& headers = {}, Report report = {});
    // Sends the record and waits until Kafka has it. Errc::unavailable after that time: it may be there all the same.
    // Not on the client's thread.
    Result<> deliver(const std::string& topic, std::int32_t partition, std::string_view key, std::string_view payload,
                     std::chrono::milliseconds atMost);
    // What a record may have at most, with key and headers (message.max.bytes).
    std::size_t mostBytes() const noexcept { return mostBytes_; }
    // Records that Kafka has not taken yet.
    std::size_t pending() const { return static_cast<std::size_t>(rd_kafka_outq_len(producer().get())); }
    // Kafka answers, and there is a producer that it takes records from.
    bool isConnected() const noexcept { return isReached_ && !isBroken_; }

    // For those with consumers of their own: Kafka has answered; a handle's error callback was called; Kafka has said
    // that something won't do, `what` says at what.
    void reached() noexcept { isReached_ = true; }
    void onError(rd_kafka_t* handle, int code, const char* reason);
    void noteError(const std::string& what, int code, const std::string& reason);

private:
    using Producer = std::shared_ptr<rd_kafka_t>;
    using Time = std::chrono::steady_clock::time_point;

    explicit KafkaClient(KafkaBusConfig config) : config_(std::move(config)) {}
    Result<> start();
    void run();
    Result<KafkaConf> makeConf(const KafkaSettings& ours);
    Result<> makeProducer();
    Producer producer() const;
    void renewProducer();
    void lookForKafka();
    Result<> createTopics(const std::vector<std::string>& names, std::uint32_t partitions,
                          const KafkaSettings& settings);
    Result<> checkTopic(const std::string& name, std::uint32_t partitions);
    std::uintptr_t keepReport(Report report);
    Report takeReport(std::uintptr_t number);
    void delivered(const rd_kafka_message_t& message);

    KafkaBusConfig config_;
    KafkaSettings fileSettings_;
    std::size_t mostBytes_ = 0;
    mutable std::mutex mutex_;
    Producer producer_;
    std::map<std::uintptr_t, Report> reports_;  // by the number that goes with the record; 0 is none
    std::uintptr_t lastReport_ = 0;
    std::map<std::pair<std::string, int>, Time> noted_;  // what, and the code
    std::thread thread_;
    std::atomic<bool> isStopping_{false};
    std::atomic<bool> isReached_{true};
    std::atomic<bool> isBroken_{false};
    // Of the thread.
    int renewals_ = 0;  // since a record was delivered
    Time renewAt_;
    Time lookAt_;
    Counter* published_ = nullptr;
    Counter* lost_ = nullptr;
};
using KafkaClientPtr = std::shared_ptr<KafkaClient>;

}  // namespace baithak
