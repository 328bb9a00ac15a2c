// SPDX-License-Identifier: MIT
#pragma once

// What waits for one loop: filled by the threads of NATS, emptied on the loop. Many events cost one post.

#include <memory>
#include <mutex>
#include <vector>

#include "server/bus/nats/nats_reader.h"

namespace baithak {

// A subscription, as the loop knows it.
struct NatsMember {
    std::string topic;
    std::string group;
    EventHandler handler;
    bool isActive = true;  // read and written on the loop alone
};
using NatsMemberPtr = std::shared_ptr<NatsMember>;

class NatsInbox : public std::enable_shared_from_this<NatsInbox> {
public:
    NatsInbox(Loop& loop, Log* log) : loop_(loop), log_(log) {}

    void push(NatsMemberPtr member, NatsDeliveryPtr delivery);
    // What is said once: dropped when too much waits already.
    bool pushLive(NatsMemberPtr member, EventPtr event);

private:
    struct Item {
        NatsMemberPtr member;
        NatsDeliveryPtr delivery;
        EventPtr live;
    };
    void add(Item item);
    void drain();
    void handle(Item& item);

    Loop& loop_;
    Log* log_;
    std::mutex mutex_;
    std::vector<Item> waiting_;
    bool isDraining_ = false;
};
using NatsInboxPtr = std::shared_ptr<NatsInbox>;

}  // namespace baithak
