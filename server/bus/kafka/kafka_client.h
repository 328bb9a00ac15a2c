// SPDX-License-Identifier: MIT
#pragma once

// What is shared by all that speak to Kafka: handles that end by themselves, settings, and the producer with its
// thread. Used from any thread. The one door to librdkafka, with the other files of this folder.

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <librdkafka/rdkafka.h>

#include "server/bus/kafka/kafka_bus.h"

namespace baithak {

template <auto destroy>
struct KafkaDeleter {
    template <class Handle>
    void operator()(Handle* handle) const noexcept {
        destroy(handle);
    }
};
using KafkaHandle = std::unique_ptr<rd_kafka_t, KafkaDeleter<rd_kafka_destroy>>;
using KafkaConf = std::unique_ptr<rd_kafka_conf_t, KafkaDeleter<rd_kafka_conf_destroy>>;
using KafkaPlaces =
    std::unique_ptr<rd_kafka_topic_partition_list_t, KafkaDeleter<rd_kafka_topic_partition_list_destroy>>;
using KafkaMessage = std::unique_ptr<rd_kafka_message_t, KafkaDeleter<rd_kafka_message_destroy>>;

using KafkaSettings = std::vector<std::pair<std::string, std::string>>;
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

    // Queues the record; without a payload it is a tombstone of that key. Errc::unavailable while too much waits for
    // Kafka. `report`, if there is one, is called once and later, unless this failed.
    Result<> send(const std::string& topic, std::int32_t partition, std::string_view key, std::string_view payload,
                  const KafkaHeaders& headers = {}, Report report = {});
    // Until Kafka has all that was sent, or the time is over.
    Result<> flush(std::chrono::milliseconds atMost);
    std::size_t pending() const { return static_cast<std::size_t>(rd_kafka_outq_len(producer_.get())); }
    bool isConnected() const noexcept { return isConnected_; }

private:
    explicit KafkaClient(KafkaBusConfig config) : config_(std::move(config)) {}
    Result<> start();
    Result<KafkaConf> makeConf(const KafkaSettings& settings) const;
    Result<> createTopics(const std::vector<std::string>& names, std::uint32_t partitions,
                          const KafkaSettings& settings);
    Result<> checkTopic(const std::string& name, std::uint32_t partitions);
    std::uintptr_t keepReport(Report report);
    Report takeReport(std::uintptr_t number);
    static void onDelivered(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque);
    static void onError(rd_kafka_t*, int error, const char* reason, void* opaque);
    static void onLog(const rd_kafka_t* handle, int level, const char* facility, const char* text);

    KafkaBusConfig config_;
    KafkaSettings fileSettings_;
    KafkaHandle producer_;
    std::thread thread_;
    std::mutex reportsMutex_;
    std::map<std::uintptr_t, Report> reports_;  // by the number that goes with the record; 0 is none
    std::uintptr_t lastReport_ = 0;
    std::atomic<bool> isStopping_{false};
    std::atomic<bool> isConnected_{true};
    Counter* published_ = nullptr;
    Counter* lost_ = nullptr;
};
using KafkaClientPtr = std::shared_ptr<KafkaClient>;

}  // namespace baithak
