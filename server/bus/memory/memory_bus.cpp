// SPDX-License-Identifier: MIT
#include "server/bus/memory/memory_bus.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <map>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

namespace baithak {
namespace {

struct Member {
    EventHandler handler;
    bool isActive = true;  // read and written on the member's loop alone
};
using MemberPtr = std::shared_ptr<Member>;

// What waits for one loop. Filled from any thread, emptied on the loop.
class LoopInbox : public std::enable_shared_from_this<LoopInbox> {
public:
    LoopInbox(Loop& loop, std::size_t bound) : loop_(loop), bound_(bound) {}

    bool hasRoomFor(std::size_t events) {
        const std::lock_guard lock(mutex_);
        return waiting_.size() + events <= bound_;
    }

    void push(MemberPtr member, EventPtr event) {
        const std::lock_guard lock(mutex_);
        waiting_.push_back({std::move(member), std::move(event)});
        if (!std::exchange(isDraining_, true)) {
            boost::asio::post(loop_, [self = shared_from_this()] { self->drain(); });
        }
    }

private:
    struct Item {
        MemberPtr member;
        EventPtr event;
    };

    // Handles what is there, and what that causes; after some rounds the loop's sockets get their turn.
    void drain() {
        constexpr int kRounds = 8;
        std::vector<Item> taken;
        for (int round = 0; round < kRounds; ++round) {
            taken.clear();
            {
                const std::lock_guard lock(mutex_);
                taken.swap(waiting_);
                if (taken.empty()) {
                    isDraining_ = false;
                    return;
                }
            }
            for (auto& item : taken) {
                if (item.member->isActive) item.member->handler(item.event, Fence{});
            }
        }
        boost::asio::post(loop_, [self = shared_from_this()] { self->drain(); });
    }

    Loop& loop_;
    std::size_t bound_;
    std::mutex mutex_;
    std::vector<Item> waiting_;
    bool isDraining_ = false;
};

struct Seat {
    MemberPtr member;
    std::shared_ptr<LoopInbox> inbox;
};
using Group = std::vector<Seat>;
using Topic = std::map<std::string, Group, std::less<>>;

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
};

class MemoryBus final : public Bus {
public:
    explicit MemoryBus(std::size_t bound) : bound_(bound) {}

    Result<> publish(std::string_view topic, std::string_view key, EventPtr event) override {
        const std::lock_guard lock(mutex_);
        const auto found = topics_.find(topic);
        if (found == topics_.end()) return {};
        chosen_.clear();
        for (const auto& [name, group] : found->second) chosen_.push_back(&seatFor(group, key));
        // All or none: who is refused publishes again. Only publishers add, and they wait for the lock.
        for (const auto* seat : chosen_) {
            const auto isSame = [&](const Seat* other) { return other->inbox == seat->inbox; };
            const auto needed = std::count_if(chosen_.begin(), chosen_.end(), isSame);
            if (seat->inbox->hasRoomFor(static_cast<std::size_t>(needed))) continue;
            return {Errc::unavailable, "too much is waiting on the bus"};
        }
        for (const auto* seat : chosen_) seat->inbox->push(seat->member, event);
        return {};
    }

    Result<std::unique_ptr<Subscription>> subscribe(std::string_view topic, std::string_view group, Loop& loop,
                                                    EventHandler handler) override;

    void leave(const std::string& topic, const std::string& group, const MemberPtr& member) {
        const std::lock_guard lock(mutex_);
        member->isActive = false;
        const auto found = topics_.find(topic);
        if (found == topics_.end()) return;
        auto& seats = found->second[group];
        std::erase_if(seats, [&](const Seat& seat) { return seat.member == member; });
        if (seats.empty()) found->second.erase(group);
        if (found->second.empty()) topics_.erase(found);
    }

private:
    static const Seat& seatFor(const Group& group, std::string_view key) {
        return group[group.size() == 1 ? 0 : std::hash<std::string_view>{}(key) % group.size()];
    }

    std::size_t bound_;
    std::mutex mutex_;
    std::vector<const Seat*> chosen_;  // of one publish: kept, so that its memory is
    std::unordered_map<std::string, Topic, TextHash, std::equal_to<>> topics_;
    std::map<Loop*, std::shared_ptr<LoopInbox>> inboxes_;
};

class MemorySubscription final : public Subscription {
public:
    MemorySubscription(MemoryBus& bus, std::string topic, std::string group, MemberPtr member)
        : bus_(bus), topic_(std::move(topic)), group_(std::move(group)), member_(std::move(member)) {}
    ~MemorySubscription() override { bus_.leave(topic_, group_, member_); }

private:
    MemoryBus& bus_;
    std::string topic_;
    std::string group_;
    MemberPtr member_;
};

Result<std::unique_ptr<Subscription>> MemoryBus::subscribe(std::string_view topic, std::string_view group, Loop& loop,
                                                           EventHandler handler) {
    auto member = std::make_shared<Member>(Member{std::move(handler)});
    {
        const std::lock_guard lock(mutex_);
        auto& inbox = inboxes_[&loop];
        if (!inbox) inbox = std::make_shared<LoopInbox>(loop, bound_);
        topics_[std::string(topic)][std::string(group)].push_back({member, inbox});
    }
    return std::unique_ptr<Subscription>(
        std::make_unique<MemorySubscription>(*this, std::string(topic), std::string(group), std::move(member)));
}

}  // namespace

std::unique_ptr<Bus> makeMemoryBus(std::size_t bound) { return std::make_unique<MemoryBus>(bound); }

}  // namespace baithak
