// SPDX-License-Identifier: MIT
#pragma once

// What one sender has given to the server and not yet been told the outcome of. Per conversation one batch is on its
// way at a time; what arrives meanwhile is the next batch. That keeps the sender's order over any bus, and is where
// commits get their size under load. A message that could not be stored for now holds back those behind it until its
// sender brings it again: what was sent later must not stand before it. A pure state machine: it owns no timer and
// sends nothing.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "shared/model/conversation.h"

namespace baithak {

class SendBatches {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    struct Batch {
        ConversationId conversation;
        std::uint64_t number = 0;
        bool isEphemeral = false;
        std::vector<MessagePtr> messages;
    };

    // False when an earlier message of the conversation is awaited: this one is not taken and is to be refused.
    [[nodiscard]] bool add(ConversationId conversation, MessagePtr message, TimePoint now);

    // The batches to send now: those whose conversation has none on its way.
    std::vector<Batch> takeReady(TimePoint now);

    // Those on their way since before `sentBefore`: durable ones to be sent again as they were; ephemeral ones are
    // given up, and their conversation goes on.
    std::vector<Batch> takeOverdue(TimePoint sentBefore, TimePoint now);

    // The batch that the outcome decides; nothing when it is decided already. The next one may be ready then.
    std::optional<Batch> onOutcome(const ConversationId& conversation, std::uint64_t number);

    // Durable messages of the conversation are not taken before `id` has returned, or `until` has passed: a sender may
    // have given it up. The answer is what was waiting behind it, which is to be refused as well.
    std::vector<MessagePtr> awaitReturn(const ConversationId& conversation, MessageId id, TimePoint until);

    std::size_t messages() const noexcept { return messages_; }  // undecided
    std::size_t bytes() const noexcept { return bytes_; }
    bool hasUndecided() const noexcept { return messages_ != 0; }

private:
    struct Lane {
        std::optional<Batch> onItsWay;
        TimePoint sentAt{};
        std::vector<MessagePtr> waiting;
        bool isListed = false;  // in ready_
        std::optional<MessageId> awaited;
        TimePoint awaitedUntil{};
    };

    std::string keyOf(const ConversationId& conversation, bool isEphemeral) const;
    void listReady(const std::string& key, Lane& lane);
    void forget(const std::vector<MessagePtr>& messages);

    std::unordered_map<std::string, Lane> lanes_;
    std::vector<std::string> ready_;
    std::uint64_t lastNumber_ = 0;
    std::size_t messages_ = 0;
    std::size_t bytes_ = 0;
};

}  // namespace baithak
