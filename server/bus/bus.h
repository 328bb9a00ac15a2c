// SPDX-License-Identifier: MIT
#pragma once

// A bus carries events between roles. It is a doorbell (docs/adr/0002): it may lose, repeat or reorder what it carries,
// and the promises hold all the same, because whoever waits for an outcome asks again. Order by key is a rule, not a
// promise. Called from any loop; a handler runs on the loop that subscribed.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "server/bus/dead_letters.h"
#include "server/bus/event.h"
#include "server/runtime/task.h"

namespace baithak {

// Holds a subscription: no handler runs once it is destroyed (on the loop that subscribed).
class Subscription {
public:
    virtual ~Subscription() = default;
};

// Gets an event, and the fence of the partition that carried it. The event counts as handled once its last copy is
// gone: a bus across processes confirms it to its broker then, and hands it on again when the process ends before. A
// handler that throws gets the event again, later and less and less often; after kMaxTries it is put with the dead
// letters.
using EventHandler = std::function<void(const EventPtr& event, const Fence& fence)>;
inline constexpr int kMaxTries = 8;

// A partition of a group's topics that this process handles now, and the epoch under which it does.
struct OwnedPartition {
    std::string group;
    std::uint32_t partition = 0;
    std::uint64_t epoch = 0;
};

// How a process's bus is doing. A bus that has no partitions owns none.
struct BusStatus {
    bool isConnected = true;
    std::vector<OwnedPartition> owned;  // by group and partition
    std::size_t pending = 0;            // published here and not accepted by the broker yet
    std::size_t inHand = 0;             // handed to this process and not handled yet
};

class Bus {
public:
    virtual ~Bus() = default;

    // Hands the event to one member of each group that subscribed to the topic; members share by key. Errc::unavailable
    // when it can take no more now: nothing was handed on.
    virtual Result<> publish(std::string_view topic, std::string_view key, EventPtr event) = 0;

    virtual Result<std::unique_ptr<Subscription>> subscribe(std::string_view topic, std::string_view group, Loop& loop,
                                                            EventHandler handler) = 0;

    // The partition that carries events of this key; they reach the same member of a group. 0 on a bus without
    // partitions.
    virtual std::uint32_t partitionOf(std::string_view) const noexcept { return 0; }

    virtual BusStatus status() = 0;
    virtual DeadLetters& deadLetters() = 0;
};

}  // namespace baithak
