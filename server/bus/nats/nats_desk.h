// SPDX-License-Identifier: MIT
#pragma once

// Who handles what in this process: the members of each group by topic, the partitions that are held, and a reader for
// each topic and partition. A partition has one member here, so that a key keeps its order. Used from any thread.

#include <map>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/bus/nats/nats_inbox.h"
#include "server/bus/nats/nats_reader.h"

namespace baithak {

struct NatsGroupTopic {
    std::string group;
    std::string topic;
    friend auto operator<=>(const NatsGroupTopic&, const NatsGroupTopic&) = default;
};

class NatsDesk {
public:
    explicit NatsDesk(NatsPartsPtr parts) : parts_(std::move(parts)) {}

    void seat(const NatsMemberPtr& member, NatsInboxPtr inbox);
    // False when it was the last of its group. What it has in hand goes to others.
    bool unseat(const NatsMemberPtr& member);
    std::vector<NatsGroupTopic> groupTopics() const;

    // The group's partition of that lease is ours: it is read for each topic that has a seat here.
    void gained(const std::string& group, const NatsLeasePtr& lease);
    // No more of the partition is asked for; what is in hand may be finished.
    void stopReading(const std::string& group, std::uint32_t partition);
    // Nothing of the partition is in anybody's hands here.
    bool isIdle(const std::string& group, std::uint32_t partition) const;
    // The lease is over: what of the partition is still in hand is not confirmed by us.
    void ended(const std::string& group, std::uint32_t partition);
    // Of all groups.
    std::size_t partitionsHeld() const;

    // By NatsReader::name; null when nobody here reads that (any more).
    NatsReaderPtr find(std::string_view name) const;
    std::vector<NatsReaderPtr> readers() const;

private:
    struct Seat {
        NatsMemberPtr member;
        NatsInboxPtr inbox;
    };
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
    };

    bool hand(const NatsGroupTopic& where, const NatsDeliveryPtr& delivery);
    NatsReaderPtr addReader(const NatsGroupTopic& where, const NatsLeasePtr& lease);
    std::vector<NatsReaderPtr> readersOf(const std::string& group, std::uint32_t partition) const;

    NatsPartsPtr parts_;
    mutable std::mutex mutex_;
    std::map<NatsGroupTopic, std::vector<Seat>> seats_;
    std::map<std::string, std::map<std::uint32_t, NatsLeasePtr>> held_;
    std::unordered_map<std::string, NatsReaderPtr, TextHash, std::equal_to<>> readers_;
};

}  // namespace baithak
