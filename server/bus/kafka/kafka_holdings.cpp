// SPDX-License-Identifier: MIT
#include "server/bus/kafka/kafka_holdings.h"

#include <algorithm>
#include <cstring>

#include "server/bus/topics.h"
#include "server/runtime/clock.h"

namespace baithak {
namespace {

constexpr int kCallMs = 1'000;
constexpr std::chrono::milliseconds kAskAgain{200};
// Of a partition, in records and in bytes; past them it is not read.
constexpr double kMostInHand = 1000;
constexpr double kMostBytesInHand = 8U << 20U;

// Each topic has places of its own in the store's list of epochs, apart from those of buses that have one lease for
// all.
std::uint32_t fencePartition(std::string_view topic, std::int32_t partition) {
    constexpr std::uint32_t kSpace = 0x1000;
    const auto place = topic == topics::kSendMessage ? 1U : topic == topics::kSystemMessage ? 2U : 3U;
    return place * kSpace + static_cast<std::uint32_t>(partition);
}

// How far a partition is handled, and whether the record there is in hand.
struct Head {
    std::int64_t offset = 0;
    bool isInHand = false;
};

Head headOf(KafkaPartition& partition) {
    return partition.withLine([](const OffsetLine& line) { return Head{line.handledTo(), line.inHand() > 0}; });
}

void addOffset(rd_kafka_topic_partition_list_t* list, const std::string& topic, const KafkaPartition& partition,
               Head head, KafkaTries::Head is) {
    auto* place = rd_kafka_topic_partition_list_add(list, topic.c_str(), partition.number);
    place->offset = head.offset;
    if (!head.isInHand) is = KafkaTries::Head::free;
    const auto mark = textOf(partition.tries.markAt(head.offset, is, partition.fence.epoch));
    // Freed with the list.
    place->metadata = ::strdup(mark.c_str());
    place->metadata_size = mark.size();
}

}  // namespace

bool KafkaHoldings::hasEnds(const std::string& topic) const {
    const std::lock_guard lock(mutex_);
    return ends_.contains(topic);
}

void KafkaHoldings::setEnds(const std::string& topic, std::vector<std::int64_t> ends) {
    const std::lock_guard lock(mutex_);
    ends_.emplace(topic, std::move(ends));
}

void KafkaHoldings::committed(rd_kafka_resp_err_t code) {
    if (!code) return client_->reached();
    client_->noteError("committing", code, rd_kafka_err2str(code));
}

void KafkaHoldings::onRebalance(rd_kafka_resp_err_t code, const rd_kafka_topic_partition_list_t& places) {
    if (code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) return gained(places);
    if (!rd_kafka_assignment_lost(consumer_)) commit(placesOf(places));
    lost(places);
}

std::set<KafkaHoldings::Place> KafkaHoldings::placesOf(const rd_kafka_topic_partition_list_t& list) const {
    std::set<Place> places;
    for (int i = 0; i < list.cnt; ++i) places.insert(placeOf(list.elems[i]));
    return places;
}

void KafkaHoldings::gained(const rd_kafka_topic_partition_list_t& places) {
    for (int i = 0; i < places.cnt; ++i) given_.insert(placeOf(places.elems[i]));
    // librdkafka goes on once it is told of any, or of none.
    assign(*makePlaces());
    askAt_ = {};
    begin();
}

// What has no answer is not begun: from anywhere else than where the group has got to, something might be skipped.
void KafkaHoldings::begin() {
    if (given_.empty() || std::chrono::steady_clock::now() < askAt_) return;
    auto asked = makePlaces(given_.size());
    for (const auto& [topic, number] : given_)
        rd_kafka_topic_partition_list_add(asked.get(), client_->topicOf(topic).c_str(), number);
    const auto failure = rd_kafka_committed(consumer_, asked.get(), kCallMs);
    auto answered = makePlaces(given_.size());
    for (int i = 0; i < asked->cnt; ++i) {
        auto& each = asked->elems[i];
        if (const auto code = failure ? failure : each.err) {
            client_->noteError("asking where a group is", code, rd_kafka_err2str(code));
            continue;
        }
        const auto place = placeOf(each);
        const auto start = startOf(each, place);
        const auto mark = markIn(textOf(each.metadata, each.metadata_size));
        auto partition = std::make_shared<KafkaPartition>(place.first, place.second, start, mark);
        partition->fence.partition = fencePartition(place.first, place.second);
        // Above all before it, also when Kafka was wiped.
        partition->fence.epoch = std::max(mark.epoch + 1, SystemClock().now().ms);
        rd_kafka_topic_partition_list_add(answered.get(), each.topic, each.partition)->offset = start;
        given_.erase(place);
        const std::lock_guard lock(mutex_);
        partitions_[place] = std::move(partition);
    }
    if (answered->cnt > 0) {
        client_->reached();
        assign(*answered);
    }
    askAt_ = std::chrono::steady_clock::now() + kAskAgain;
}

void KafkaHoldings::assign(const rd_kafka_topic_partition_list_t& answered) {
    noteFailure(rd_kafka_incremental_assign(consumer_, &answered));
}

void KafkaHoldings::noteFailure(rd_kafka_error_t* failure) {
    if (!failure) return;
    client_->noteError("sharing partitions", rd_kafka_error_code(failure), rd_kafka_error_string(failure));
    rd_kafka_error_destroy(failure);
}

std::int64_t KafkaHoldings::startOf(const rd_kafka_topic_partition_t& committed, const Place& place) const {
    if (committed.offset >= 0) return committed.offset;
    const std::lock_guard lock(mutex_);
    const auto found = ends_.find(place.first);
    const auto index = static_cast<std::size_t>(place.second);
    return found != ends_.end() && index < found->second.size() ? found->second[index] : 0;
}

void KafkaHoldings::lost(const rd_kafka_topic_partition_list_t& places) {
    // Of the others librdkafka was never told.
    auto begun = makePlaces(static_cast<std::size_t>(places.cnt));
    for (int i = 0; i < places.cnt; ++i) {
        const auto& each = places.elems[i];
        const auto place = placeOf(each);
        given_.erase(place);
        paused_.erase(place);
        const std::lock_guard lock(mutex_);
        auto found = partitions_.extract(place);
        if (!found) continue;
        found.mapped()->isHeld = false;
        rd_kafka_topic_partition_list_add(begun.get(), each.topic, each.partition);
    }
    noteFailure(rd_kafka_incremental_unassign(consumer_, begun.get()));
}

void KafkaHoldings::claim() {
    struct Told {
        KafkaPartitionPtr partition;
        Head head;
        bool isCounted = false;
    };
    auto places = makePlaces();
    std::vector<Told> told;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [place, partition] : partitions_) {
            const auto head = headOf(*partition);
            const bool isCounted = head.isInHand && partition->tries.mustCount(head.offset);
            if (partition->isClaimed && !isCounted) continue;
            addOffset(places.get(), client_->topicOf(place.first), *partition, head, KafkaTries::Head::inHand);
            told.push_back({partition, head, isCounted});
        }
    }
    if (told.empty()) return;
    const auto failure = rd_kafka_commit(consumer_, places.get(), 0);
    committed(failure);
    if (failure) return;
    for (const auto& [partition, head, isCounted] : told) {
        partition->isClaimed = true;
        partition->withLine([to = head.offset](OffsetLine& line) { line.committed(to); });
        if (isCounted) partition->tries.counted(head.offset);
    }
}

void KafkaHoldings::commit(const std::set<Place>& leaving) {
    auto places = makePlaces();
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [place, partition] : partitions_) {
            if (!partition->isClaimed) continue;
            const auto head = headOf(*partition);
            // One that is not taken is followed by a later one, or by events that come twice.
            const bool hasNews = partition->withLine([to = head.offset](OffsetLine& line) {
                const bool isNew = line.hasNews();
                if (isNew) line.committed(to);
                return isNew;
            });
            const bool isLeft = leaving.contains(place);
            const auto is = isLeft ? KafkaTries::Head::left : KafkaTries::Head::inHand;
            const bool takesBack = isLeft && head.isInHand;
            if (hasNews || takesBack) addOffset(places.get(), client_->topicOf(place.first), *partition, head, is);
        }
    }
    if (places->cnt == 0) return;
    const bool isLastWord = !leaving.empty();
    const auto failure = rd_kafka_commit(consumer_, places.get(), isLastWord ? 0 : 1);
    if (isLastWord) committed(failure);
}

void KafkaHoldings::balance() {
    auto toPause = makePlaces();
    auto toResume = makePlaces();
    const std::lock_guard lock(mutex_);
    for (const auto& [place, partition] : partitions_) {
        const auto load = partition->withLine([](const OffsetLine& line) {
            return std::max(static_cast<double>(line.inHand()) / kMostInHand,
                            static_cast<double>(line.bytesInHand()) / kMostBytesInHand);
        });
        const bool isPaused = paused_.contains(place);
        if (isPaused ? load >= 0.5 : load < 1) continue;
        const auto& places = isPaused ? toResume : toPause;
        rd_kafka_topic_partition_list_add(places.get(), client_->topicOf(place.first).c_str(), place.second);
        if (isPaused)
            paused_.erase(place);
        else
            paused_.insert(place);
    }
    if (toPause->cnt > 0) rd_kafka_pause_partitions(consumer_, toPause.get());
    if (toResume->cnt > 0) rd_kafka_resume_partitions(consumer_, toResume.get());
}

KafkaPartitionPtr KafkaHoldings::find(const std::string& topic, std::int32_t number) const {
    const std::lock_guard lock(mutex_);
    const auto found = partitions_.find({topic, number});
    return found == partitions_.end() ? nullptr : found->second;
}

std::vector<OwnedPartition> KafkaHoldings::owned(const std::string& group) const {
    const std::lock_guard lock(mutex_);
    std::map<std::int32_t, std::uint64_t> epochs;
    for (const auto& [place, partition] : partitions_) {
        auto& epoch = epochs[place.second];
        if (partition->isClaimed) epoch = std::max(epoch, partition->fence.epoch);
    }
    std::vector<OwnedPartition> all;
    for (const auto& [number, epoch] : epochs) all.push_back({group, static_cast<std::uint32_t>(number), epoch});
    return all;
}

std::size_t KafkaHoldings::inHand() const {
    const std::lock_guard lock(mutex_);
    std::size_t count = 0;
    for (const auto& [place, partition] : partitions_)
        count += partition->withLine([](const OffsetLine& line) { return line.inHand(); });
    return count;
}

void KafkaHoldings::drop() {
    const std::lock_guard lock(mutex_);
    for (const auto& [place, partition] : partitions_) partition->isHeld = false;
}

}  // namespace baithak
