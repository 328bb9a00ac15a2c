// SPDX-License-Identifier: MIT
#include "server/roles/gateway/send_batches.h"

#include <utility>

namespace baithak {
namespace {

// A batch of one transaction's size at the most, so that one sender can't fill a commit by itself.
constexpr std::size_t kBatchMessages = 256;
// A batch is one event on the bus, and in every form of it fits into what a broker takes (1 MiB, by default). A message
// alone always does.
constexpr std::size_t kBatchBytes = 384 * 1024;

// No conversation's name holds a NUL.
constexpr char kEphemeralMark = '\0';

// How many of these, from the first on, are one batch.
std::size_t batchLength(const std::vector<MessagePtr>& waiting) {
    std::size_t count = 0;
    std::size_t bytes = 0;
    while (count < waiting.size() && count < kBatchMessages) {
        bytes += waiting[count]->content.size() + waiting[count]->meta.bytes();
        if (count > 0 && bytes > kBatchBytes) break;
        ++count;
    }
    return count;
}

}  // namespace

std::string SendBatches::keyOf(const ConversationId& conversation, bool isEphemeral) const {
    auto key = conversation.value;
    if (isEphemeral) key += kEphemeralMark;
    return key;
}

void SendBatches::listReady(const std::string& key, Lane& lane) {
    if (lane.isListed || lane.onItsWay || lane.waiting.empty()) return;
    lane.isListed = true;
    ready_.push_back(key);
}

bool SendBatches::add(ConversationId conversation, MessagePtr message, TimePoint now) {
    const auto key = keyOf(conversation, message->ephemeral);
    auto& lane = lanes_[key];
    if (lane.awaited) {
        if (message->id != *lane.awaited && now < lane.awaitedUntil) return false;
        lane.awaited.reset();
    }
    ++messages_;
    bytes_ += message->content.size();
    lane.waiting.push_back(std::move(message));
    listReady(key, lane);
    return true;
}

std::vector<MessagePtr> SendBatches::awaitReturn(const ConversationId& conversation, MessageId id, TimePoint until) {
    auto& lane = lanes_[keyOf(conversation, false)];
    // One is awaited at a time, the earliest: the others are behind it.
    if (lane.awaited) return {};
    lane.awaited = std::move(id);
    lane.awaitedUntil = until;
    auto behind = std::exchange(lane.waiting, {});
    forget(behind);
    return behind;
}

std::vector<SendBatches::Batch> SendBatches::takeReady(TimePoint now) {
    std::vector<Batch> batches;
    for (const auto& key : std::exchange(ready_, {})) {
        auto& lane = lanes_.at(key);
        lane.isListed = false;
        if (lane.waiting.empty()) continue;
        Batch batch;
        batch.isEphemeral = key.back() == kEphemeralMark;
        batch.conversation = ConversationId(std::string_view(key).substr(0, key.size() - (batch.isEphemeral ? 1 : 0)));
        batch.number = ++lastNumber_;
        const auto length = batchLength(lane.waiting);
        if (lane.waiting.size() == length) {
            batch.messages = std::exchange(lane.waiting, {});
        } else {
            const auto end = lane.waiting.begin() + static_cast<std::ptrdiff_t>(length);
            batch.messages.assign(std::make_move_iterator(lane.waiting.begin()), std::make_move_iterator(end));
            lane.waiting.erase(lane.waiting.begin(), end);
        }
        lane.onItsWay = batch;
        lane.sentAt = now;
        batches.push_back(std::move(batch));
    }
    return batches;
}

std::vector<SendBatches::Batch> SendBatches::takeOverdue(TimePoint sentBefore, TimePoint now) {
    std::vector<Batch> again;
    std::vector<Batch> givenUp;
    for (auto& [key, lane] : lanes_) {
        if (!lane.onItsWay || lane.sentAt >= sentBefore) continue;
        lane.sentAt = now;
        (lane.onItsWay->isEphemeral ? givenUp : again).push_back(*lane.onItsWay);
    }
    for (const auto& batch : givenUp) onOutcome(batch.conversation, batch.number);
    std::erase_if(lanes_, [now](const auto& entry) {
        const auto& lane = entry.second;
        return lane.awaited && lane.awaitedUntil <= now && !lane.onItsWay && lane.waiting.empty() && !lane.isListed;
    });
    return again;
}

std::optional<SendBatches::Batch> SendBatches::onOutcome(const ConversationId& conversation, std::uint64_t number) {
    for (const bool isEphemeral : {false, true}) {
        const auto found = lanes_.find(keyOf(conversation, isEphemeral));
        if (found == lanes_.end()) continue;
        auto& lane = found->second;
        if (!lane.onItsWay || lane.onItsWay->number != number) continue;
        auto decided = std::move(*lane.onItsWay);
        lane.onItsWay.reset();
        forget(decided.messages);
        if (lane.waiting.empty() && !lane.awaited)
            lanes_.erase(found);
        else
            listReady(found->first, lane);
        return decided;
    }
    return std::nullopt;
}

void SendBatches::forget(const std::vector<MessagePtr>& messages) {
    messages_ -= messages.size();
    for (const auto& message : messages) bytes_ -= message->content.size();
}

}  // namespace baithak
