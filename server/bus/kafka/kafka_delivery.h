// SPDX-License-Identifier: MIT
#pragma once

// One record on its way through a handler, and the partition it came from. A delivery counts as handled when its last
// copy goes, unless its handler threw or nobody was there. Used from any thread; may outlive the bus.

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "server/bus/bus.h"
#include "server/bus/event_codec.h"
#include "server/bus/kafka/kafka_tries.h"
#include "server/bus/kafka/offset_line.h"

namespace baithak {

struct KafkaMember {
    std::string topic;  // of the bus
    std::string group;
    Loop& loop;
    EventHandler handler;
    bool isActive = true;                 // read and written on the loop alone
    std::atomic<std::size_t> waiting{0};  // said to its address, and not heard yet
};
using KafkaMemberPtr = std::shared_ptr<KafkaMember>;

// Puts the event before the member's handler, on its loop; what the handler threw, if it did.
std::optional<std::string> handleBy(const KafkaMember& member, const EventPtr& event, const Fence& fence);

// A partition, for as long as this process has it.
class KafkaPartition {
public:
    // It begins at `next`, where that mark was found.
    KafkaPartition(std::string topicName, std::int32_t partition, std::int64_t next, const KafkaMark& found)
        : topic(std::move(topicName)), number(partition), tries(next, found), line_(next) {}

    const std::string topic;  // of the bus
    const std::int32_t number;
    KafkaTries tries;                    // of the group's thread
    Fence fence;                         // set before the first event of it is handed on
    std::atomic<bool> isHeld{true};      // false: somebody else has it
    std::atomic<bool> isClaimed{false};  // its epoch is committed

    template <class Use>
    auto withLine(Use use) {
        const std::lock_guard lock(mutex_);
        return use(line_);
    }

private:
    std::mutex mutex_;
    OffsetLine line_;
};
using KafkaPartitionPtr = std::shared_ptr<KafkaPartition>;

// A record to be put before a member, for the first time or again, or with the dead letters.
struct KafkaRecord {
    KafkaPartitionPtr partition;
    std::int64_t offset = 0;
    WireEvent wire;
    std::string bytes;                         // as it came, for the dead letters
    int tries = 0;                             // before
    std::shared_ptr<const DeadLetter> letter;  // what it is to be, once it is given up
    int refusals = 0;                          // of the letter by Kafka, before
    bool isTooLarge = false;                   // for a letter with all of it
};

class KafkaDelivery {
public:
    struct Back {
        // The handler threw.
        std::function<void(KafkaRecord, std::string reason)> failed;
        // The member is gone.
        std::function<void(KafkaRecord)> unhandled;
    };
    using BackPtr = std::shared_ptr<const Back>;

    KafkaDelivery(KafkaRecord record, BackPtr back) : record_(std::move(record)), back_(std::move(back)) {}
    ~KafkaDelivery() {
        if (!isSettled_) finish(record_);
    }
    KafkaDelivery(const KafkaDelivery&) = delete;
    KafkaDelivery& operator=(const KafkaDelivery&) = delete;

    // On the member's loop.
    static void handle(std::shared_ptr<KafkaDelivery> delivery, const KafkaMemberPtr& member);
    static void finish(const KafkaRecord& record) {
        record.partition->withLine([&](OffsetLine& line) { line.finish(record.offset); });
    }

private:
    KafkaRecord record_;
    BackPtr back_;
    bool isSettled_ = false;  // of the member's loop
};

}  // namespace baithak
