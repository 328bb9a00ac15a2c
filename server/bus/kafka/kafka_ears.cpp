// SPDX-License-Identifier: MIT
#include "server/bus/kafka/kafka_ears.h"

#include <boost/asio/post.hpp>

#include "server/bus/partitions.h"
#include "shared/base/ulid.h"

namespace baithak {
namespace {

constexpr int kTurnMs = 100;
constexpr int kCallMs = 10'000;
constexpr std::size_t kMostWaiting = 100'000;

}  // namespace

KafkaEars::~KafkaEars() {
    isStopping_ = true;
    if (thread_.joinable()) thread_.join();
}

Result<> KafkaEars::start() {
    // A group of its own, in which nothing is ever committed.
    const auto name = "listener-" + UlidGenerator(systemRandom()).next(Timestamp{});
    auto consumer = client_->makeConsumer(client_->topicOf(name));
    if (!consumer) return consumer.error();
    consumer_ = std::move(*consumer);
    thread_ = std::thread([this] { run(); });
    return {};
}

Result<> KafkaEars::add(const KafkaMemberPtr& member) {
    const std::lock_guard lock(mutex_);
    if (!consumer_) {
        if (auto started = start(); !started) return started;
    }
    const auto partition = static_cast<std::int32_t>(partitionOf(member->topic, client_->config().partitions));
    if (auto listening = listenTo(partition); !listening) return listening;
    members_.emplace(member->topic, member);
    return {};
}

Result<> KafkaEars::listenTo(std::int32_t partition) {
    if (partitions_.contains(partition)) return {};
    std::int64_t low = 0;
    std::int64_t high = 0;
    const auto topic = topicOf(*client_);
    const auto code = rd_kafka_query_watermark_offsets(consumer_.get(), topic.c_str(), partition, &low, &high, kCallMs);
    if (code) return {Errc::unavailable, std::string("Kafka: where ") + topic + " ends: " + rd_kafka_err2str(code)};
    auto places = makePlaces();
    rd_kafka_topic_partition_list_add(places.get(), topic.c_str(), partition)->offset = high;
    if (auto* failure = rd_kafka_incremental_assign(consumer_.get(), places.get())) {
        Error error{Errc::unavailable, std::string("Kafka: ") + rd_kafka_error_string(failure)};
        rd_kafka_error_destroy(failure);
        return error;
    }
    partitions_.insert(partition);
    return {};
}

void KafkaEars::remove(const KafkaMemberPtr& member) {
    const std::lock_guard lock(mutex_);
    std::erase_if(members_, [&](const auto& each) { return each.second == member; });
}

void KafkaEars::run() {
    while (!isStopping_) {
        const KafkaMessage message(rd_kafka_consumer_poll(consumer_.get(), kTurnMs));
        if (!message) continue;
        if (message->err) {
            client_->noteError("reading " + topicOf(*client_), message->err, rd_kafka_message_errstr(message.get()));
            continue;
        }
        client_->reached();
        onMessage(*message);
    }
    rd_kafka_consumer_close(consumer_.get());
}

void KafkaEars::onMessage(const rd_kafka_message_t& message) {
    const auto address = textOf(message.key, message.key_len);
    const std::lock_guard lock(mutex_);
    const auto [begin, end] = members_.equal_range(address);
    if (begin == end) return;
    auto wire = decodeEvent(textOf(message.payload, message.len));
    if (!wire) {
        // Of a later version: who waits for it asks again.
        if (auto* log = client_->config().log)
            log->error("bus.unreadable", {{"topic", address}, {"reason", wire.error().text}});
        return;
    }
    for (auto it = begin; it != end; ++it) hand(it->second, wire->event);
}

void KafkaEars::hand(const KafkaMemberPtr& member, const EventPtr& event) {
    // Who is too slow for it asks again.
    if (member->waiting >= kMostWaiting) {
        if (missed_) missed_->add();
        return;
    }
    ++member->waiting;
    boost::asio::post(member->loop, [member, event, log = client_->config().log] {
        --member->waiting;
        if (!member->isActive) return;
        const auto failure = handleBy(*member, event, Fence{});
        if (failure && log) log->error("bus.handler_failed", {{"topic", member->topic}, {"reason", *failure}});
    });
}

}  // namespace baithak
