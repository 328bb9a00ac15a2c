// SPDX-License-Identifier: MIT
#include "server/bus/kafka/kafka_group.h"

#include <algorithm>

#include <boost/asio/post.hpp>

#include "server/bus/kafka/kafka_dead_letters.h"
#include "server/bus/retry_delay.h"
#include "server/bus/topics.h"
#include "server/runtime/clock.h"
#include "shared/base/ulid.h"

namespace baithak {
namespace {

constexpr int kTurnMs = 20;
constexpr int kAtOnce = 200;  // records read between looks at the rest, and their bytes
constexpr std::size_t kBytesAtOnce = 1U << 20U;
constexpr std::chrono::milliseconds kCommitInterval{100};
constexpr std::chrono::milliseconds kSettleTime{50};
constexpr std::chrono::milliseconds kWaitForMember{50};

std::shared_ptr<const DeadLetter> letterOf(const KafkaRecord& record, const std::string& group,
                                           const std::string& reason) {
    DeadLetter letter;
    letter.at = SystemClock().now();
    letter.id = UlidGenerator(systemRandom()).next(letter.at);
    letter.topic = record.partition->topic;
    letter.group = group;
    letter.key = record.wire.key;
    letter.reason = reason;
    letter.tries = record.tries;
    return std::make_shared<const DeadLetter>(std::move(letter));
}

}  // namespace

Result<std::unique_ptr<KafkaGroup>> KafkaGroup::join(KafkaClientPtr client, std::string name, Counters counters) {
    std::unique_ptr<KafkaGroup> group(new KafkaGroup(std::move(client), std::move(name), counters));
    if (auto started = group->start(); !started) return started.error();
    return group;
}

KafkaGroup::KafkaGroup(KafkaClientPtr client, std::string name, Counters counters)
    : client_(std::move(client)), name_(std::move(name)), counters_(counters), holdings_(client_) {
    // Called on loops, also when the group is gone.
    KafkaDelivery::Back back;
    back.failed = [waiting = waiting_, group = name_, first = client_->config().firstRetry](KafkaRecord record,
                                                                                            const std::string& reason) {
        Time due;
        if (++record.tries >= kMaxTries)
            record.letter = letterOf(record, group, reason);
        else
            due = std::chrono::steady_clock::now() + retryDelay(first, record.tries);
        waiting->put(std::move(record), due);
    };
    back.unhandled = [waiting = waiting_](KafkaRecord record) { waiting->put(std::move(record)); };
    back_ = std::make_shared<const KafkaDelivery::Back>(std::move(back));
}

Result<> KafkaGroup::start() {
    const auto configure = [](rd_kafka_conf_t* conf) {
        rd_kafka_conf_set_rebalance_cb(conf, onRebalance);
        rd_kafka_conf_set_offset_commit_cb(conf, onCommitted);
        rd_kafka_conf_set_error_cb(conf, onError);
    };
    auto consumer = client_->makeConsumer(client_->topicOf(name_), {}, configure, this);
    if (!consumer) return consumer.error();
    consumer_ = std::move(*consumer);
    holdings_.setConsumer(consumer_.get());
    thread_ = std::thread([this] { run(); });
    return {};
}

KafkaGroup::~KafkaGroup() {
    isStopping_ = true;
    if (thread_.joinable()) thread_.join();
    // What still waits on loops is for the next owner.
    holdings_.drop();
}

Result<> KafkaGroup::add(const KafkaMemberPtr& member) {
    const auto& topic = member->topic;
    if (!holdings_.hasEnds(topic)) {
        auto ends = client_->endsOf(client_->topicOf(topic), client_->config().partitions);
        if (!ends) return ends.error();
        holdings_.setEnds(topic, std::move(*ends));
    }
    const std::lock_guard lock(mutex_);
    seat(member);
    return {};
}

void KafkaGroup::seat(const KafkaMemberPtr& member) {
    auto& members = members_[member->topic];
    if (members.empty()) applyTopicsAt_ = std::chrono::steady_clock::now() + kSettleTime;
    members.push_back(member);
}

void KafkaGroup::remove(const KafkaMemberPtr& member) {
    const std::lock_guard lock(mutex_);
    auto& members = members_[member->topic];
    std::erase(members, member);
    if (!members.empty()) return;
    members_.erase(member->topic);
    applyTopicsAt_ = std::chrono::steady_clock::now() + kSettleTime;
}

void KafkaGroup::run() {
    while (!isStopping_) {
        applyTopics();
        readSome();
        holdings_.begin();
        holdings_.claim();
        retryDue();
        holdings_.balance();
        const auto now = std::chrono::steady_clock::now();
        if (now < nextCommit_) continue;
        nextCommit_ = now + kCommitInterval;
        holdings_.commit();
    }
    rd_kafka_consumer_close(consumer_.get());
}

void KafkaGroup::readSome() {
    std::size_t bytes = 0;
    for (int i = 0; i < kAtOnce && bytes < kBytesAtOnce; ++i) {
        const KafkaMessage message(rd_kafka_consumer_poll(consumer_.get(), i == 0 ? kTurnMs : 0));
        if (!message) return;
        if (message->err) {
            client_->noteError("reading as " + name_, message->err, rd_kafka_message_errstr(message.get()));
            continue;
        }
        client_->reached();
        bytes += message->len;
        onMessage(*message);
    }
}

void KafkaGroup::applyTopics() {
    auto topics = makePlaces();
    {
        const std::lock_guard lock(mutex_);
        // Several that come together are one change: each costs the group a rebalance.
        if (std::chrono::steady_clock::now() < applyTopicsAt_) return;
        applyTopicsAt_ = Time::max();
        for (const auto& [topic, members] : members_) {
            const auto name = client_->topicOf(topic);
            rd_kafka_topic_partition_list_add(topics.get(), name.c_str(), RD_KAFKA_PARTITION_UA);
        }
    }
    if (topics->cnt > 0)
        rd_kafka_subscribe(consumer_.get(), topics.get());
    else
        rd_kafka_unsubscribe(consumer_.get());
}

void KafkaGroup::onMessage(const rd_kafka_message_t& message) {
    KafkaRecord record;
    record.partition = holdings_.find(client_->busTopicOf(rd_kafka_topic_name(message.rkt)), message.partition);
    if (!record.partition) return;
    if (counters_.received) counters_.received->add();
    record.offset = message.offset;
    record.bytes = textOf(message.payload, message.len);
    record.partition->withLine([&](OffsetLine& line) { line.begin(record.offset, record.bytes.size()); });
    auto wire = decodeEvent(record.bytes);
    if (!wire) {
        record.tries = 1;
        return giveUp(std::move(record), wire.error().text);
    }
    record.wire = std::move(*wire);
    record.tries = record.partition->tries.before(record.offset);
    if (record.tries >= kMaxTries)
        return giveUp(std::move(record), "its process ended each time before it was handled");
    const bool isOthers = !record.wire.onlyGroup.empty() && record.wire.onlyGroup != name_;
    if (isOthers) return KafkaDelivery::finish(record);
    hand(std::move(record));
}

// To the partition's member here. It waits until the partition is claimed and its try is counted, and while there is no
// member: then another comes, or the topic is left, and the next owner gets it.
void KafkaGroup::hand(KafkaRecord record) {
    const auto& partition = *record.partition;
    const auto head = record.partition->withLine([](const OffsetLine& line) { return line.handledTo(); });
    if (partition.isClaimed && !partition.tries.mayHand(record.offset, head)) return waiting_->put(std::move(record));
    KafkaMemberPtr member;
    {
        const std::lock_guard lock(mutex_);
        const auto found = members_.find(record.partition->topic);
        if (found == members_.end() || !record.partition->isClaimed) {
            return waiting_->put(std::move(record), std::chrono::steady_clock::now() + kWaitForMember);
        }
        const auto& members = found->second;
        member = members[static_cast<std::size_t>(record.partition->number) % members.size()];
    }
    if (counters_.redelivered && record.tries > 0) counters_.redelivered->add();
    auto& loop = member->loop;
    auto delivery = std::make_shared<KafkaDelivery>(std::move(record), back_);
    boost::asio::post(loop, [delivery = std::move(delivery), member = std::move(member)]() mutable {
        KafkaDelivery::handle(std::move(delivery), member);
    });
}

void KafkaGroup::retryDue() {
    for (auto& record : waiting_->takeDue(std::chrono::steady_clock::now())) {
        if (record.letter) {
            bury(std::move(record));
            continue;
        }
        hand(std::move(record));
    }
}

void KafkaGroup::giveUp(KafkaRecord record, const std::string& reason) {
    record.letter = letterOf(record, name_, reason);
    bury(std::move(record));
}

// It counts as handled once Kafka has the letter. One that was refused is kept again, under the same id; until then the
// partition's offset stands, and the next owner would get the record.
void KafkaGroup::bury(KafkaRecord record) {
    auto* log = client_->config().log;
    const auto& letter = *record.letter;
    if (log && record.refusals == 0)
        log->error("bus.dead_letter", {{"topic", letter.topic}, {"group", letter.group}, {"reason", letter.reason}});
    const auto report = [record, log, waiting = waiting_, dead = counters_.dead,
                         first = client_->config().firstRetry](const Result<>& kept) mutable {
        if (kept) {
            if (dead) dead->add();
            return KafkaDelivery::finish(record);
        }
        if (log && record.refusals == 0) log->error("bus.dead_letter_refused", {{"reason", kept.error().text}});
        record.isTooLarge |= kept.error().code == Errc::tooLarge;
        const auto due = std::chrono::steady_clock::now() + retryDelay(first, ++record.refusals);
        waiting->put(std::move(record), due);
    };
    keepDeadLetter(*client_, letter, record.bytes, record.isTooLarge ? KeptPart::beginning : KeptPart::whole, report);
}

void KafkaGroup::onRebalance(rd_kafka_t*, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* places,
                             void* opaque) {
    static_cast<KafkaGroup*>(opaque)->holdings_.onRebalance(code, *places);
}

void KafkaGroup::onCommitted(rd_kafka_t*, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t*, void* opaque) {
    static_cast<KafkaGroup*>(opaque)->holdings_.committed(code);
}

void KafkaGroup::onError(rd_kafka_t* handle, int code, const char* reason, void* opaque) {
    static_cast<KafkaGroup*>(opaque)->client_->onError(handle, code, reason);
}

}  // namespace baithak
