// SPDX-License-Identifier: MIT
#include "server/bus/kafka/kafka_dead_letters.h"

#include <algorithm>

#include "server/bus/event_codec.h"
#include "server/bus/partitions.h"

namespace baithak {
namespace {

using namespace std::chrono_literals;

constexpr auto kReadFor = 10s;
constexpr auto kSendFor = 5s;

struct Kept {
    DeadLetter letter;
    std::string bytes;
};

std::string header(const rd_kafka_message_t& message, const char* name) {
    rd_kafka_headers_t* headers = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    if (rd_kafka_message_headers(&message, &headers) || rd_kafka_header_get_last(headers, name, &value, &size))
        return {};
    return std::string(textOf(value, size));
}

Kept keptOf(const rd_kafka_message_t& message, std::string id) {
    Kept kept;
    kept.letter.id = std::move(id);
    kept.letter.topic = header(message, "topic");
    kept.letter.group = header(message, "group");
    kept.letter.key = header(message, "key");
    kept.letter.reason = header(message, "reason");
    kept.letter.tries = std::atoi(header(message, "tries").c_str());
    kept.letter.at.ms = std::strtoull(header(message, "at").c_str(), nullptr, 10);
    kept.letter.bytes = message.len;
    kept.bytes = textOf(message.payload, message.len);
    return kept;
}

// All that are there now, the oldest first: the topic from its beginning to its end.
Result<std::vector<Kept>> readAll(KafkaClient& client) {
    const auto topic = deadLetterTopic(client);
    auto ends = client.endsOf(topic, 1);
    if (!ends) return ends.error();
    std::vector<Kept> all;
    if (ends->front() == 0) return all;
    auto consumer = client.makeConsumer(topic + ".reader", {{"enable.partition.eof", "true"}});
    if (!consumer) return consumer.error();
    auto places = makePlaces();
    rd_kafka_topic_partition_list_add(places.get(), topic.c_str(), 0)->offset = RD_KAFKA_OFFSET_BEGINNING;
    rd_kafka_assign(consumer->get(), places.get());
    const auto until = std::chrono::steady_clock::now() + kReadFor;
    while (std::chrono::steady_clock::now() < until) {
        const KafkaMessage message(rd_kafka_consumer_poll(consumer->get(), 100));
        if (!message) continue;
        if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) return all;
        if (message->err) continue;
        std::string id(textOf(message->key, message->key_len));
        std::erase_if(all, [&](const Kept& kept) { return kept.letter.id == id; });
        if (message->len > 0) all.push_back(keptOf(*message, std::move(id)));
    }
    return Error{Errc::unavailable, "Kafka: the dead letters could not be read in time"};
}

Result<Kept> find(KafkaClient& client, const std::string& id) {
    auto all = readAll(client);
    if (!all) return all.error();
    for (auto& kept : *all) {
        if (kept.letter.id == id) return std::move(kept);
    }
    return Error{Errc::notFound, "there is no dead letter " + id};
}

Result<> bringOut(KafkaClient& client, const std::string& id) {
    if (auto sent = client.send(deadLetterTopic(client), 0, id, {}); !sent) return sent;
    return client.flush(kSendFor);
}

Result<> sendAgain(KafkaClient& client, const Kept& kept) {
    auto wire = decodeEvent(kept.bytes);
    if (!wire) return wire.error();
    const auto bytes = encodeEvent(*wire->event, wire->key, kept.letter.group);
    const auto partition = partitionOf(wire->key, client.config().partitions);
    return client.send(client.topicOf(kept.letter.topic), static_cast<std::int32_t>(partition), wire->key, bytes);
}

}  // namespace

std::string deadLetterTopic(const KafkaClient& client) { return client.topicOf("dead-letters"); }

void keepDeadLetter(KafkaClient& client, const DeadLetter& letter, const std::string& bytes,
                    const KafkaClient::Report& report) {
    const KafkaHeaders headers{{"topic", letter.topic},
                               {"group", letter.group},
                               {"key", letter.key},
                               {"reason", letter.reason},
                               {"tries", std::to_string(letter.tries)},
                               {"at", std::to_string(letter.at.ms)}};
    auto sent = client.send(deadLetterTopic(client), 0, letter.id, bytes, headers, report);
    if (!sent) report(sent);
}

Task<Result<std::vector<DeadLetter>>> KafkaDeadLetters::list(std::size_t limit) {
    const auto work = [client = client_, limit]() -> Result<std::vector<DeadLetter>> {
        auto all = readAll(*client);
        if (!all) return all.error();
        std::vector<DeadLetter> letters;
        for (auto& kept : *all) {
            if (letters.size() < limit) letters.push_back(std::move(kept.letter));
        }
        return letters;
    };
    auto listed = co_await workers_.run(work);
    if (!listed) co_return listed.error();
    co_return std::move(*listed);
}

Task<Result<>> KafkaDeadLetters::replay(std::string id) {
    const auto work = [client = client_, id]() -> Result<> {
        auto kept = find(*client, id);
        if (!kept) return kept.error();
        if (auto sent = sendAgain(*client, *kept); !sent) return sent;
        return bringOut(*client, id);
    };
    auto replayed = co_await workers_.run(work);
    if (!replayed) co_return replayed.error();
    co_return std::move(*replayed);
}

Task<Result<>> KafkaDeadLetters::drop(std::string id) {
    const auto work = [client = client_, id]() -> Result<> {
        auto kept = find(*client, id);
        if (!kept) return kept.error();
        return bringOut(*client, id);
    };
    auto dropped = co_await workers_.run(work);
    if (!dropped) co_return dropped.error();
    co_return std::move(*dropped);
}

}  // namespace baithak
