// SPDX-License-Identifier: MIT
#include "server/bus/memory/memory_bus.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <map>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

#include "server/bus/memory/memory_dead_letters.h"
#include "server/bus/retry_delay.h"
#include "server/runtime/clock.h"

namespace baithak {
namespace {

struct Member {
    std::string topic;
    std::string group;
    EventHandler handler;
    bool isActive = true;  // read and written on the member's loop alone
};
using MemberPtr = std::shared_ptr<Member>;

// What becomes of events whose handler threw too often.
class Undertaker {
public:
    Undertaker(const MemoryBusConfig& config, MemoryDeadLetters& letters) : log_(config.log), letters_(letters) {
        if (config.metrics == nullptr) return;
        dead_ = &config.metrics->counter("baithak_bus_dead_letters_total", "Events put with the dead letters");
    }

    void bury(const Member& member, EventPtr event, const std::string& reason, int tries) {
        if (dead_ != nullptr) dead_->add();
        if (log_ != nullptr) {
            log_->error("bus.dead_letter", {{"topic", member.topic}, {"group", member.group}, {"reason", reason}});
        }
        DeadLetter letter;
        letter.topic = member.topic;
        letter.group = member.group;
        letter.reason = reason;
        letter.tries = tries;
        letter.at = SystemClock().now();
        letters_.add(std::move(letter), std::move(event));
    }

private:
    Log* log_;
    MemoryDeadLetters& letters_;
    Counter* dead_ = nullptr;
};

// What waits for one loop. Filled from any thread, emptied on the loop.
class LoopInbox : public std::enable_shared_from_this<LoopInbox> {
public:
    LoopInbox(Loop& loop, const MemoryBusConfig& config, std::shared_ptr<Undertaker> undertaker)
        : loop_(loop), bound_(config.bound), firstRetry_(config.firstRetry), undertaker_(std::move(undertaker)) {}

    std::size_t waiting() {
        const std::lock_guard lock(mutex_);
        return waiting_.size();
    }

    bool hasRoomFor(std::size_t events) {
        const std::lock_guard lock(mutex_);
        return waiting_.size() + events <= bound_;
    }

    void push(MemberPtr member, EventPtr event, int tries = 0) {
        const std::lock_guard lock(mutex_);
        waiting_.push_back({std::move(member), std::move(event), tries});
        if (!std::exchange(isDraining_, true)) {
            boost::asio::post(loop_, [self = shared_from_this()] { self->drain(); });
        }
    }

private:
    struct Item {
        MemberPtr member;
        EventPtr event;
        int tries = 0;
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
                if (item.member->isActive) handle(item);
            }
        }
        boost::asio::post(loop_, [self = shared_from_this()] { self->drain(); });
    }

    void handle(Item& item) {
        try {
            item.member->handler(item.event, Fence{});
        } catch (const std::exception& error) {
            tryLater(item, error.what());
        } catch (...) {
            tryLater(item, "an exception of no known type");
        }
    }

    void tryLater(Item& item, const std::string& reason) {
        if (++item.tries >= kMaxTries) {
            undertaker_->bury(*item.member, std::move(item.event), reason, item.tries);
            return;
        }
        auto timer = std::make_shared<LoopTimer>(loop_, retryDelay(firstRetry_, item.tries));
        auto& waits = *timer;
        waits.async_wait([self = shared_from_this(), item, timer = std::move(timer)](boost::system::error_code error) {
            if (!error) self->push(item.member, item.event, item.tries);
        });
    }

    Loop& loop_;
    std::size_t bound_;
    std::chrono::milliseconds firstRetry_;
    std::shared_ptr<Undertaker> undertaker_;
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
    explicit MemoryBus(const MemoryBusConfig& config)
        : config_(config),
          letters_([this](const auto& topic, const auto& group, auto event) { return handTo(topic, group, event); }),
          undertaker_(std::make_shared<Undertaker>(config, letters_)) {}

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

    BusStatus status() override {
        const std::lock_guard lock(mutex_);
        BusStatus status;
        for (const auto& [loop, inbox] : inboxes_) status.inHand += inbox->waiting();
        return status;
    }

    DeadLetters& deadLetters() override { return letters_; }

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

    // To one group alone: a dead letter that is tried again.
    Result<> handTo(const std::string& topic, const std::string& group, EventPtr event) {
        const std::lock_guard lock(mutex_);
        const auto found = topics_.find(topic);
        const bool isHere = found != topics_.end() && found->second.contains(group);
        if (!isHere) return {Errc::unavailable, "nobody of group " + group + " hears " + topic + " now"};
        const auto& seat = found->second.find(group)->second.front();
        seat.inbox->push(seat.member, std::move(event));
        return {};
    }

    MemoryBusConfig config_;
    MemoryDeadLetters letters_;
    std::shared_ptr<Undertaker> undertaker_;
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
    auto member = std::make_shared<Member>(Member{std::string(topic), std::string(group), std::move(handler)});
    {
        const std::lock_guard lock(mutex_);
        auto& inbox = inboxes_[&loop];
        if (!inbox) inbox = std::make_shared<LoopInbox>(loop, config_, undertaker_);
        topics_[std::string(topic)][std::string(group)].push_back({member, inbox});
    }
    return std::unique_ptr<Subscription>(
        std::make_unique<MemorySubscription>(*this, std::string(topic), std::string(group), std::move(member)));
}

}  // namespace

std::unique_ptr<Bus> makeMemoryBus(MemoryBusConfig config) { return std::make_unique<MemoryBus>(config); }

}  // namespace baithak
