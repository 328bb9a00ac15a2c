// SPDX-License-Identifier: MIT
#include "server/bus/kafka/kafka_group.h"

#include <algorithm>
#include <charconv>

#include <boost/asio/post.hpp>

#include "server/bus/kafka/kafka_dead_letters.h"
#include "server/bus/retry_delay.h"
#include "server/bus/topics.h"
#include "server/runtime/clock.h"
#include "shared/base/ulid.h"

namespace baithak {
namespace {

constexpr int kTurnMs = 20;
constexpr int kCallMs = 5'000;
constexpr int kAtOnce = 200;  // records read between looks at the rest
constexpr std::chrono::milliseconds kCommitInterval{100};
constexpr std::chrono::milliseconds kSettleTime{50};
constexpr std::chrono::milliseconds kWaitForMember{50};
constexpr std::size_t kMostInHand = 1000;  // of a partition; past them it is not read

// Each topic has places of its own in the store's list of epochs, apart from those of buses that have one lease for
// all.
std::uint32_t fencePartition(std::string_view topic, std::int32_t partition) {
    constexpr std::uint32_t kSpace = 0x1000;
    const auto place = topic == topics::kSendMessage ? 1U : topic == topics::kSystemMessage ? 2U : 3U;
    return place * kSpace + static_cast<std::uint32_t>(partition);
}

std::uint64_t epochIn(const rd_kafka_topic_partition_t& place) {
    const auto text = textOf(place.metadata, place.metadata_size);
    std::uint64_t epoch = 0;
    std::from_chars(text.data(), text.data() + text.size(), epoch);
    return epoch;
}

void addOffset(rd_kafka_topic_partition_list_t* list, const std::string& topic, const KafkaPartition& partition,
               std::int64_t offset) {
    auto* place = rd_kafka_topic_partition_list_add(list, topic.c_str(), partition.number);
    place->offset = offset;
    const auto epoch = std::to_string(partition.fence.epoch);
    // Freed with the list.
    place->metadata = ::strdup(epoch.c_str());
    place->metadata_size = epoch.size();
}

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
    : client_(std::move(client)), name_(std::move(name)), counters_(counters) {
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
    const auto configure = [](rd_kafka_conf_t* conf) { rd_kafka_conf_set_rebalance_cb(conf, onRebalance); };
    auto consumer = client_->makeConsumer(client_->topicOf(name_), {}, configure, this);
    if (!consumer) return consumer.error();
    consumer_ = std::move(*consumer);
    thread_ = std::thread([this] { run(); });
    return {};
}

KafkaGroup::~KafkaGroup() {
    isStopping_ = true;
    if (thread_.joinable()) thread_.join();
    // What still waits on loops is for the next owner.
    for (const auto& [place, partition] : partitions_) partition->isHeld = false;
}

Result<> KafkaGroup::add(const KafkaMemberPtr& member) {
    const auto& topic = member->topic;
    {
        const std::lock_guard lock(mutex_);
        if (ends_.contains(topic)) {
            seat(member);
            return {};
        }
    }
    auto ends = client_->endsOf(client_->topicOf(topic), client_->config().partitions);
    if (!ends) return ends.error();
    const std::lock_guard lock(mutex_);
    ends_.emplace(topic, std::move(*ends));
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

std::vector<OwnedPartition> KafkaGroup::owned() const {
    const std::lock_guard lock(mutex_);
    std::map<std::int32_t, std::uint64_t> epochs;
    for (const auto& [place, partition] : partitions_) {
        auto& epoch = epochs[place.second];
        if (partition->isClaimed) epoch = std::max(epoch, partition->fence.epoch);
    }
    std::vector<OwnedPartition> all;
    for (const auto& [number, epoch] : epochs) all.push_back({name_, static_cast<std::uint32_t>(number), epoch});
    return all;
}

std::size_t KafkaGroup::inHand() const {
    const std::lock_guard lock(mutex_);
    std::size_t count = 0;
    for (const auto& [place, partition] : partitions_)
        count += partition->withLine([](const OffsetLine& line) { return line.inHand(); });
    return count;
}

void KafkaGroup::run() {
    while (!isStopping_) {
        applyTopics();
        readSome();
        claim();
        retryDue();
        balance();
        const auto now = std::chrono::steady_clock::now();
        if (now < nextCommit_) continue;
        nextCommit_ = now + kCommitInterval;
        commit(false);
    }
    rd_kafka_consumer_close(consumer_.get());
}

void KafkaGroup::readSome() {
    for (int i = 0; i < kAtOnce; ++i) {
        const KafkaMessage message(rd_kafka_consumer_poll(consumer_.get(), i == 0 ? kTurnMs : 0));
        if (!message) return;
        if (!message->err) onMessage(*message);
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
    const auto topic = client_->busTopicOf(rd_kafka_topic_name(message.rkt));
    {
        const std::lock_guard lock(mutex_);
        const auto found = partitions_.find({topic, message.partition});
        if (found == partitions_.end()) return;
        record.partition = found->second;
    }
    if (counters_.received) counters_.received->add();
    record.offset = message.offset;
    record.bytes = textOf(message.payload, message.len);
    record.partition->withLine([&](OffsetLine& line) { line.begin(record.offset); });
    auto wire = decodeEvent(record.bytes);
    if (!wire) {
        record.tries = 1;
        return giveUp(std::move(record), wire.error().text);
    }
    record.wire = std::move(*wire);
    const bool isOthers = !record.wire.onlyGroup.empty() && record.wire.onlyGroup != name_;
    if (isOthers) return KafkaDelivery::finish(record);
    hand(std::move(record));
}

// To the partition's member here. It waits until the partition is claimed, and while there is no member: then another
// comes, or the topic is left, and the next owner gets it.
void KafkaGroup::hand(KafkaRecord record) {
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
        if (counters_.redelivered && record.tries > 0) counters_.redelivered->add();
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
        const auto due = std::chrono::steady_clock::now() + retryDelay(first, ++record.refusals);
        waiting->put(std::move(record), due);
    };
    keepDeadLetter(*client_, letter, record.bytes, report);
}

// What is not handled fast enough is not read for a while.
void KafkaGroup::balance() {
    auto toPause = makePlaces();
    auto toResume = makePlaces();
    const std::lock_guard lock(mutex_);
    for (const auto& [place, partition] : partitions_) {
        const auto inHand = partition->withLine([](const OffsetLine& line) { return line.inHand(); });
        const bool isPaused = paused_.contains(place);
        const auto name = client_->topicOf(place.first);
        if (!isPaused && inHand >= kMostInHand) {
            rd_kafka_topic_partition_list_add(toPause.get(), name.c_str(), place.second);
            paused_.insert(place);
        } else if (isPaused && inHand < kMostInHand / 2) {
            rd_kafka_topic_partition_list_add(toResume.get(), name.c_str(), place.second);
            paused_.erase(place);
        }
    }
    if (toPause->cnt > 0) rd_kafka_pause_partitions(consumer_.get(), toPause.get());
    if (toResume->cnt > 0) rd_kafka_resume_partitions(consumer_.get(), toResume.get());
}

// Raises the epoch of what is new here, by a commit that the broker takes from the partition's owner only.
void KafkaGroup::claim() {
    auto places = makePlaces();
    std::vector<KafkaPartitionPtr> claimed;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [place, partition] : partitions_) {
            if (partition->isClaimed) continue;
            addOffset(places.get(), client_->topicOf(place.first), *partition,
                      partition->withLine([](const OffsetLine& line) { return line.handledTo(); }));
            claimed.push_back(partition);
        }
    }
    if (claimed.empty() || rd_kafka_commit(consumer_.get(), places.get(), 0)) return;
    for (const auto& partition : claimed) partition->isClaimed = true;
}

void KafkaGroup::commit(bool isFinal) {
    auto places = makePlaces();
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [place, partition] : partitions_) {
            if (!partition->isClaimed) continue;
            const auto to = partition->withLine([](OffsetLine& line) {
                const auto handled = line.hasNews() ? line.handledTo() : -1;
                // One that is not taken is followed by a later one, or by events that come twice.
                if (handled >= 0) line.committed(handled);
                return handled;
            });
            if (to >= 0) addOffset(places.get(), client_->topicOf(place.first), *partition, to);
        }
    }
    if (places->cnt > 0) rd_kafka_commit(consumer_.get(), places.get(), isFinal ? 0 : 1);
}

void KafkaGroup::onRebalance(rd_kafka_t* handle, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* places,
                             void* opaque) {
    auto& self = *static_cast<KafkaGroup*>(opaque);
    if (code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) return self.gained(*places);
    if (!rd_kafka_assignment_lost(handle)) self.commit(true);
    self.lost(*places);
    if (auto* failure = rd_kafka_incremental_unassign(handle, places)) rd_kafka_error_destroy(failure);
}

void KafkaGroup::gained(const rd_kafka_topic_partition_list_t& places) {
    const KafkaPlaces known(rd_kafka_topic_partition_list_copy(&places));
    // Without an answer all of it is read again, from where this process began: repeats, and no gap.
    (void)rd_kafka_committed(consumer_.get(), known.get(), kCallMs);
    const auto now = SystemClock().now().ms;
    {
        const std::lock_guard lock(mutex_);
        for (int i = 0; i < known->cnt; ++i) {
            auto& each = known->elems[i];
            const Place place{client_->busTopicOf(each.topic), each.partition};
            const auto start = startOf(each, place);
            auto partition = std::make_shared<KafkaPartition>(place.first, place.second, start);
            partition->fence.partition = fencePartition(place.first, place.second);
            // Above all before it, also when Kafka was wiped.
            partition->fence.epoch = std::max(epochIn(each) + 1, now);
            each.offset = start;
            partitions_[place] = std::move(partition);
        }
    }
    if (auto* failure = rd_kafka_incremental_assign(consumer_.get(), known.get())) rd_kafka_error_destroy(failure);
}

std::int64_t KafkaGroup::startOf(const rd_kafka_topic_partition_t& committed, const Place& place) {
    if (committed.offset >= 0) return committed.offset;
    const auto found = ends_.find(place.first);
    const auto index = static_cast<std::size_t>(place.second);
    return found != ends_.end() && index < found->second.size() ? found->second[index] : 0;
}

void KafkaGroup::lost(const rd_kafka_topic_partition_list_t& places) {
    const std::lock_guard lock(mutex_);
    for (int i = 0; i < places.cnt; ++i) {
        const Place place{client_->busTopicOf(places.elems[i].topic), places.elems[i].partition};
        const auto found = partitions_.find(place);
        if (found == partitions_.end()) continue;
        const auto partition = found->second;
        partition->isHeld = false;
        partitions_.erase(found);
        paused_.erase(place);
    }
}

}  // namespace baithak
