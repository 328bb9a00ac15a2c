// SPDX-License-Identifier: MIT
#include "tests/support/services/kafka.h"

#include <cstring>

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include "tests/support/test_failure.h"

namespace baithak::test {

struct KafkaStandIn::State {
    rd_kafka_t* handle = nullptr;
    rd_kafka_mock_cluster_t* cluster = nullptr;
};

namespace {

// A partition, for somebody outside of the group who speaks in its name.
struct Place {
    Place(const KafkaStandIn& kafka, const std::string& group, const std::string& topic, int partition)
        : list(rd_kafka_topic_partition_list_new(1)) {
        char reason[256];
        auto* conf = rd_kafka_conf_new();
        rd_kafka_conf_set(conf, "bootstrap.servers", kafka.brokers().c_str(), reason, sizeof reason);
        rd_kafka_conf_set(conf, "group.id", group.c_str(), reason, sizeof reason);
        consumer = rd_kafka_new(RD_KAFKA_CONSUMER, conf, reason, sizeof reason);
        if (!consumer) throw TestFailure(reason);
        rd_kafka_topic_partition_list_add(list, topic.c_str(), partition);
    }
    ~Place() {
        rd_kafka_topic_partition_list_destroy(list);
        rd_kafka_destroy(consumer);
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    rd_kafka_topic_partition_list_t* list;
    rd_kafka_t* consumer = nullptr;
};

}  // namespace

KafkaStandIn::KafkaStandIn(int brokers) : state_(std::make_unique<State>()) {
    char reason[256];
    auto* conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "bootstrap.servers", "127.0.0.1:1", reason, sizeof reason);  // never spoken to
    rd_kafka_conf_set_log_cb(conf, [](const rd_kafka_t*, int, const char*, const char*) {});
    state_->handle = rd_kafka_new(RD_KAFKA_PRODUCER, conf, reason, sizeof reason);
    if (!state_->handle) throw TestFailure(reason);
    state_->cluster = rd_kafka_mock_cluster_new(state_->handle, brokers);
    if (!state_->cluster) throw TestFailure("librdkafka's stand-in for Kafka does not start.");
}

KafkaStandIn::~KafkaStandIn() {
    if (state_->cluster) rd_kafka_mock_cluster_destroy(state_->cluster);
    rd_kafka_destroy(state_->handle);
}

std::string KafkaStandIn::brokers() const { return rd_kafka_mock_cluster_bootstraps(state_->cluster); }

void KafkaStandIn::stopBroker(int id) { rd_kafka_mock_broker_set_down(state_->cluster, id); }

void KafkaStandIn::startBroker(int id) { rd_kafka_mock_broker_set_up(state_->cluster, id); }

void KafkaStandIn::createTopic(const std::string& name, unsigned partitions) {
    if (rd_kafka_mock_topic_create(state_->cluster, name.c_str(), static_cast<int>(partitions), 1))
        throw TestFailure("No topic " + name + ".");
}

void KafkaStandIn::setLeader(const std::string& topic, int partition, int broker) {
    if (rd_kafka_mock_partition_set_leader(state_->cluster, topic.c_str(), partition, broker))
        throw TestFailure("No leader of " + topic + ".");
}

void KafkaStandIn::setCoordinator(const std::string& group, int broker) {
    if (rd_kafka_mock_coordinator_set(state_->cluster, "group", group.c_str(), broker))
        throw TestFailure("No coordinator of " + group + ".");
}

void KafkaStandIn::put(const std::string& topic, int partition, const std::string& key, const std::string& bytes) {
    char reason[256];
    auto* conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "bootstrap.servers", brokers().c_str(), reason, sizeof reason);
    rd_kafka_conf_set(conf, "message.max.bytes", "10000000", reason, sizeof reason);
    auto* producer = rd_kafka_new(RD_KAFKA_PRODUCER, conf, reason, sizeof reason);
    if (!producer) throw TestFailure(reason);
    auto* there = rd_kafka_topic_new(producer, topic.c_str(), nullptr);
    const auto isRefused = rd_kafka_produce(there, partition, RD_KAFKA_MSG_F_COPY, const_cast<char*>(bytes.data()),
                                            bytes.size(), key.data(), key.size(), nullptr);
    const auto left = isRefused ? rd_kafka_last_error() : rd_kafka_flush(producer, 10'000);
    rd_kafka_topic_destroy(there);
    rd_kafka_destroy(producer);
    if (left) throw TestFailure("No record in " + topic + ": " + rd_kafka_err2str(left));
}

void KafkaStandIn::commit(const std::string& group, const std::string& topic, int partition, std::int64_t offset,
                          const std::string& metadata) {
    const Place place(*this, group, topic, partition);
    auto& each = place.list->elems[0];
    each.offset = offset;
    each.metadata = ::strdup(metadata.c_str());
    each.metadata_size = metadata.size();
    if (const auto failure = rd_kafka_commit(place.consumer, place.list, 0))
        throw TestFailure("No commit for " + group + ": " + rd_kafka_err2str(failure));
}

std::string KafkaStandIn::committed(const std::string& group, const std::string& topic, int partition) const {
    const Place place(*this, group, topic, partition);
    if (const auto failure = rd_kafka_committed(place.consumer, place.list, 10'000))
        throw TestFailure("No answer for " + group + ": " + rd_kafka_err2str(failure));
    const auto& each = place.list->elems[0];
    return std::string(static_cast<const char*>(each.metadata), each.metadata_size);
}

void KafkaStandIn::failNext(KafkaRequest request, KafkaFailure failure, int times) {
    for (int i = 0; i < times; ++i)
        rd_kafka_mock_push_request_errors(state_->cluster, static_cast<std::int16_t>(request), 1, failure);
}

void KafkaStandIn::failNoMore(KafkaRequest request) {
    rd_kafka_mock_clear_request_errors(state_->cluster, static_cast<std::int16_t>(request));
}

}  // namespace baithak::test
