// SPDX-License-Identifier: MIT
#include "server/bus/kafka/kafka_bus.h"

#include <array>
#include <map>
#include <mutex>
#include <set>

#include "server/bus/kafka/kafka_dead_letters.h"
#include "server/bus/kafka/kafka_ears.h"
#include "server/bus/kafka/kafka_group.h"
#include "server/bus/partitions.h"
#include "server/bus/topics.h"

namespace baithak {
namespace {

constexpr std::array kTopics{topics::kNewMessage,          topics::kNewGroupMessage, topics::kSendMessage,
                             topics::kSystemMessage,       topics::kClientAck,       topics::kFetch,
                             topics::kUserConnectionState, topics::kNewLogin,        topics::kOfflineMessage};

class KafkaBus final : public Bus {
public:
    explicit KafkaBus(KafkaClientPtr client)
        : client_(std::move(client)), ears_(client_, missedOf(*client_)), letters_(client_, workers_) {
        auto* metrics = client_->config().metrics;
        if (!metrics) return;
        counters_.received = &metrics->counter("baithak_bus_received_total", "Events read from the broker");
        counters_.redelivered = &metrics->counter("baithak_bus_redelivered_total", "Events handed on again");
        counters_.dead = &metrics->counter("baithak_bus_dead_letters_total", "Events put with the dead letters");
    }

    Result<> makeTopics() {
        std::vector<std::string> names;
        for (const auto topic : kTopics) {
            names.push_back(client_->topicOf(topic));
            known_.insert(std::string(topic));
        }
        // What nobody fetched for a day is asked for again anyway.
        const KafkaSettings kept{{"retention.ms", "86400000"}};
        if (auto made = client_->ensureTopics(names, client_->config().partitions, kept); !made) return made;
        const KafkaSettings said{{"retention.ms", "600000"}};
        if (auto made = client_->ensureTopics({KafkaEars::topicOf(*client_)}, client_->config().partitions, said);
            !made)
            return made;
        return client_->ensureTopics({deadLetterTopic(*client_)}, 1, deadLetterSettings());
    }

    Result<> publish(std::string_view topic, std::string_view key, EventPtr event) override {
        const bool isSaid = KafkaEars::isAddress(topic);
        if (!isSaid) {
            if (auto known = know(topic); !known) return known;
        }
        const auto name = isSaid ? KafkaEars::topicOf(*client_) : client_->topicOf(topic);
        const auto kafkaKey = isSaid ? topic : key;
        const auto partition = static_cast<std::int32_t>(partitionOf(kafkaKey));
        const auto bytes = encodeEvent(*event, key);
        if (bytes.size() + kafkaKey.size() + kLetterRoom > client_->mostBytes())
            return {Errc::tooLarge, "an event of " + std::to_string(bytes.size()) +
                                        " bytes is more than Kafka takes: message.max.bytes must be higher"};
        return client_->send(name, partition, kafkaKey, bytes);
    }

    Result<std::unique_ptr<Subscription>> subscribe(std::string_view topic, std::string_view group, Loop& loop,
                                                    EventHandler handler) override;

    std::uint32_t partitionOf(std::string_view key) const noexcept override {
        return baithak::partitionOf(key, client_->config().partitions);
    }

    BusStatus status() override {
        BusStatus status;
        status.isConnected = client_->isConnected();
        status.pending = client_->pending();
        const std::lock_guard lock(mutex_);
        for (const auto& [name, group] : groups_) {
            for (auto& owned : group->owned()) status.owned.push_back(std::move(owned));
            status.inHand += group->inHand();
        }
        return status;
    }

    DeadLetters& deadLetters() override { return letters_; }

    void leave(const KafkaMemberPtr& member) {
        member->isActive = false;
        if (KafkaEars::isAddress(member->topic)) return ears_.remove(member);
        const std::lock_guard lock(mutex_);
        groups_.at(member->group)->remove(member);
    }

private:
    static Counter* missedOf(const KafkaClient& client) {
        auto* metrics = client.config().metrics;
        if (!metrics) return nullptr;
        return &metrics->counter("baithak_bus_missed_total", "Live events dropped because too much waited");
    }

    // A topic that is none of the server's own is looked up, and made, when it is first met.
    Result<> know(std::string_view topic) {
        const std::lock_guard lock(mutex_);
        if (known_.contains(topic)) return {};
        if (auto made = client_->ensureTopics({client_->topicOf(topic)}, client_->config().partitions); !made)
            return made;
        known_.insert(std::string(topic));
        return {};
    }

    KafkaClientPtr client_;
    WorkerPool workers_{1};
    KafkaEars ears_;
    KafkaDeadLetters letters_;
    KafkaGroup::Counters counters_;
    std::mutex mutex_;
    std::set<std::string, std::less<>> known_;
    std::map<std::string, std::unique_ptr<KafkaGroup>> groups_;
};

class KafkaSubscription final : public Subscription {
public:
    KafkaSubscription(KafkaBus& bus, KafkaMemberPtr member) : bus_(bus), member_(std::move(member)) {}
    ~KafkaSubscription() override { bus_.leave(member_); }

private:
    KafkaBus& bus_;
    KafkaMemberPtr member_;
};

Result<std::unique_ptr<Subscription>> KafkaBus::subscribe(std::string_view topic, std::string_view group, Loop& loop,
                                                          EventHandler handler) {
    auto member = std::make_shared<KafkaMember>(std::string(topic), std::string(group), loop, std::move(handler));
    if (KafkaEars::isAddress(topic)) {
        if (auto added = ears_.add(member); !added) return added.error();
    } else {
        if (auto known = know(topic); !known) return known.error();
        const std::lock_guard lock(mutex_);
        auto& joined = groups_[member->group];
        if (!joined) {
            auto made = KafkaGroup::join(client_, member->group, counters_);
            if (!made) {
                groups_.erase(member->group);
                return made.error();
            }
            joined = std::move(*made);
        }
        if (auto added = joined->add(member); !added) return added.error();
    }
    return std::unique_ptr<Subscription>(std::make_unique<KafkaSubscription>(*this, std::move(member)));
}

}  // namespace

Result<std::unique_ptr<Bus>> openKafkaBus(KafkaBusConfig config) {
    auto client = KafkaClient::connect(std::move(config));
    if (!client) return client.error();
    auto bus = std::make_unique<KafkaBus>(std::move(*client));
    if (auto made = bus->makeTopics(); !made) return made.error();
    return std::unique_ptr<Bus>(std::move(bus));
}

}  // namespace baithak
