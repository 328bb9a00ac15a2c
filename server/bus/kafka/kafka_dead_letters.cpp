// SPDX-License-Identifier: MIT
#include "server/bus/kafka/kafka_dead_letters.h"

#include <cstdlib>
#include <functional>
#include <map>
#include <optional>

#include "server/bus/event_codec.h"
#include "server/bus/partitions.h"

namespace baithak {
namespace {

using namespace std::chrono_literals;

constexpr auto kReadFor = 10s;
constexpr auto kTakeFor = 5s;
constexpr std::size_t kMostReason = 500;
constexpr std::size_t kMostKey = 500;
constexpr std::size_t kBeginning = 4096;

struct Kept {
    DeadLetter letter;
    std::string bytes;
    bool isWhole = true;
};

std::string header(const rd_kafka_message_t& message, const char* name) {
    rd_kafka_headers_t* headers = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    if (rd_kafka_message_headers(&message, &headers) || rd_kafka_header_get_last(headers, name, &value, &size))
        return {};
    return std::string(textOf(value, size));
}

std::size_t numberIn(const std::string& text) { return std::strtoull(text.c_str(), nullptr, 10); }

// Without what comes after `most` bytes, or a little before, so that no character is cut.
std::string beginningOf(const std::string& text, std::size_t most) {
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) --most;
    return text.substr(0, most);
}

DeadLetter letterIn(const rd_kafka_message_t& message, std::string id) {
    DeadLetter letter;
    letter.id = std::move(id);
    letter.topic = header(message, "topic");
    letter.group = header(message, "group");
    letter.key = header(message, "key");
    letter.reason = header(message, "reason");
    letter.tries = static_cast<int>(numberIn(header(message, "tries")));
    letter.at.ms = numberIn(header(message, "at"));
    const auto cutFrom = header(message, "cut-from");
    letter.bytes = cutFrom.empty() ? message.len : numberIn(cutFrom);
    return letter;
}

// Each record of the topic that is there now, the oldest first: a letter, or without bytes the end of that letter.
Result<> readAll(KafkaClient& client, const std::function<void(const rd_kafka_message_t&, std::string id)>& use) {
    const auto topic = deadLetterTopic(client);
    auto ends = client.endsOf(topic, 1);
    if (!ends) return ends.error();
    if (ends->front() == 0) return {};
    auto consumer = client.makeConsumer(topic + ".reader", {{"enable.partition.eof", "true"}});
    if (!consumer) return consumer.error();
    auto places = makePlaces();
    rd_kafka_topic_partition_list_add(places.get(), topic.c_str(), 0)->offset = RD_KAFKA_OFFSET_BEGINNING;
    rd_kafka_assign(consumer->get(), places.get());
    const auto until = std::chrono::steady_clock::now() + kReadFor;
    while (std::chrono::steady_clock::now() < until) {
        const KafkaMessage message(rd_kafka_consumer_poll(consumer->get(), 100));
        if (!message) continue;
        if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) return {};
        if (!message->err) use(*message, std::string(textOf(message->key, message->key_len)));
    }
    return Error{Errc::unavailable, "Kafka: the dead letters could not be read in time"};
}

Result<std::vector<DeadLetter>> listLetters(KafkaClient& client, std::size_t limit) {
    // Ids begin with the time.
    std::map<std::string, DeadLetter> letters;
    const auto take = [&](const rd_kafka_message_t& message, std::string id) {
        if (message.len == 0)
            letters.erase(id);
        else
            letters[id] = letterIn(message, id);
    };
    if (auto read = readAll(client, take); !read) return read.error();
    std::vector<DeadLetter> oldest;
    for (auto& [id, letter] : letters) {
        if (oldest.size() == limit) break;
        oldest.push_back(std::move(letter));
    }
    return oldest;
}

Result<Kept> find(KafkaClient& client, const std::string& id) {
    std::optional<Kept> found;
    const auto take = [&](const rd_kafka_message_t& message, std::string other) {
        if (other != id) return;
        found.reset();
        if (message.len == 0) return;
        found = Kept{letterIn(message, std::move(other)), std::string(textOf(message.payload, message.len)),
                     header(message, "cut-from").empty()};
    };
    if (auto read = readAll(client, take); !read) return read.error();
    if (!found) return Error{Errc::notFound, "there is no dead letter " + id};
    return std::move(*found);
}

Result<> bringOut(KafkaClient& client, const std::string& id) {
    return client.deliver(deadLetterTopic(client), 0, id, {}, kTakeFor);
}

Result<> sendAgain(KafkaClient& client, const Kept& kept) {
    if (!kept.isWhole)
        return Error{Errc::tooLarge, "dead letter " + kept.letter.id + " was too large to be kept whole"};
    auto wire = decodeEvent(kept.bytes);
    if (!wire) return wire.error();
    const auto bytes = encodeEvent(*wire->event, wire->key, kept.letter.group);
    const auto partition = static_cast<std::int32_t>(partitionOf(wire->key, client.config().partitions));
    return client.deliver(client.topicOf(kept.letter.topic), partition, wire->key, bytes, kTakeFor);
}

}  // namespace

std::string deadLetterTopic(const KafkaClient& client) { return client.topicOf("dead-letters"); }

KafkaSettings deadLetterSettings() {
    return {{"cleanup.policy", "compact,delete"}, {"retention.ms", "2592000000"}, {"retention.bytes", "268435456"}};
}

void keepDeadLetter(KafkaClient& client, const DeadLetter& letter, const std::string& bytes, KeptPart part,
                    const KafkaClient::Report& report) {
    KafkaHeaders headers{{"topic", letter.topic},
                         {"group", letter.group},
                         {"key", beginningOf(letter.key, kMostKey)},
                         {"reason", beginningOf(letter.reason, kMostReason)},
                         {"tries", std::to_string(letter.tries)},
                         {"at", std::to_string(letter.at.ms)}};
    std::string_view kept = bytes;
    if (part == KeptPart::beginning) {
        headers.emplace_back("cut-from", std::to_string(bytes.size()));
        kept = kept.substr(0, kBeginning);
    }
    auto sent = client.send(deadLetterTopic(client), 0, letter.id, kept, headers, report);
    if (!sent) report(sent);
}

Task<Result<std::vector<DeadLetter>>> KafkaDeadLetters::list(std::size_t limit) {
    const auto work = [client = client_, limit] { return listLetters(*client, limit); };
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
