// SPDX-License-Identifier: MIT
#pragma once

// Which partitions of which groups this process handles: it is a member of each group that it joined, and holds leases
// of its share of the group's partitions in the bucket. A key that expires stands for each member and for each lease;
// who renews too late has lost it. When a member joins, the others finish what they have in hand of their surplus and
// give it up; when one leaves or dies, the others take what is free. A thread of its own; the hooks are called on it.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "server/bus/nats/nats_lease.h"
#include "server/bus/nats/nats_reader.h"

namespace baithak {

class NatsLeases {
public:
    struct Hooks {
        std::function<void(const std::string& group, NatsLeasePtr lease)> gained;
        std::function<void(const std::string& group, std::uint32_t partition)> leaving;  // take no more of it
        std::function<bool(const std::string& group, std::uint32_t partition)> isIdle;   // nothing of it in hand
        std::function<void(const std::string& group, std::uint32_t partition)> ended;
    };

    static Result<std::unique_ptr<NatsLeases>> start(NatsPartsPtr parts, Hooks hooks);
    // Gives up all leases, waiting a moment for what is in hand.
    ~NatsLeases();

    // Takes this process's share of the group's partitions, as soon as others have given it up. From any thread.
    void join(const std::string& group);
    // Gives them back, each once nothing of it is in hand. From any thread.
    void leave(const std::string& group);
    // As of the thread's last turn. From any thread.
    std::vector<OwnedPartition> owned() const;

private:
    using Clock = std::chrono::steady_clock;

    struct Held {
        NatsLeasePtr lease;
        std::uint64_t revision = 0;
        std::optional<Clock::time_point> leavingSince;
    };
    struct Group {
        std::map<std::uint32_t, Held> held;
        std::uint64_t membership = 0;  // the revision of our key; 0: it is not there
    };
    // What the bucket says of a group.
    struct Seen {
        std::uint64_t bucketAge = 0;  // when it was made
        std::vector<std::string> members;
        std::set<std::uint32_t> taken;
    };

    explicit NatsLeases(NatsPartsPtr parts, Hooks hooks);
    void run();
    void round();
    bool openBucket();
    void keep(const std::string& name, Group& group);
    bool renewAll(const std::string& name, Group& group);
    bool renew(const std::string& name, Held& held);
    void dropEnded(const std::string& name, Group& group);
    void giveUpSurplus(const std::string& name, Group& group, std::size_t share);
    void takeFree(const std::string& name, Group& group, const Seen& seen, std::size_t share, std::size_t rank);
    void take(const std::string& name, Group& group, std::uint32_t partition, const Seen& seen);
    void finishLeaving(const std::string& name, Group& group);
    bool letGo(const std::string& name, Group& group);
    std::optional<Seen> look(const std::string& name);
    void purge(const std::string& key, std::uint64_t upTo);
    void tellOthers(const std::string& name);
    void publishOwned();

    std::string memberKey(const std::string& group) const { return group + ".m." + id_; }
    static std::string partitionKey(const std::string& group, std::uint32_t partition) {
        return group + ".p." + std::to_string(partition);
    }

    NatsPartsPtr parts_;
    Hooks hooks_;
    std::string id_;  // sorts by when it joined
    KeyValues bucket_;
    std::map<std::string, Group> groups_;  // the thread's own
    Clock::time_point roundAt_;
    bool isComplaining_ = false;
    bool isAway_ = false;  // in this round: what could not be purged is left to expire

    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::set<std::string> joined_;
    std::vector<OwnedPartition> owned_;
    bool isNudged_ = false;
    bool isStopping_ = false;
    std::unique_ptr<NatsLink::Hearing> nudges_;
    std::thread thread_;
};

}  // namespace baithak
