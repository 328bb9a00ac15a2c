// SPDX-License-Identifier: MIT
#include "tests/simulation/broker.h"

#include <algorithm>

namespace baithak::simulation {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t kPartitions = 4;
constexpr std::size_t kOutAtOnce = 16;
constexpr auto kLease = 5s;
constexpr auto kHeartbeat = 1s;
constexpr auto kConfirmWithin = 8s;
constexpr auto kLookInterval = 500ms;
constexpr std::string_view kDeliver = "deliver.";

std::uint32_t partitionOf(std::string_view key) noexcept {
    std::uint32_t hash = 2166136261U;
    for (const char c : key) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    return hash % kPartitions;
}

// As it comes out on the other side: it shares nothing with what the publisher holds.
EventPtr sentOver(const Event& event) {
    if (const auto* sending = std::get_if<SendMessages>(&event)) {
        auto copy = *sending;
        copy.batch = std::make_shared<const NewMessages>(*sending->batch);
        return makeEvent(std::move(copy));
    }
    return std::make_shared<const Event>(event);
}

bool isSame(const std::weak_ptr<Process>& a, const std::weak_ptr<Process>& b) {
    return !a.owner_before(b) && !b.owner_before(a);
}

}  // namespace

// No handler of a role throws here, so there is none.
class NoDeadLetters final : public DeadLetters {
    Task<Result<std::vector<DeadLetter>>> list(std::size_t) override { co_return std::vector<DeadLetter>(); }
    Task<Result<>> replay(std::string) override { co_return Error{Errc::notFound, "no dead letters"}; }
    Task<Result<>> drop(std::string) override { co_return Error{Errc::notFound, "no dead letters"}; }
};

// One subscription.
class Broker::Seat {
public:
    Seat(std::weak_ptr<Process> process, EventHandler handler)
        : process_(std::move(process)), handler_(std::move(handler)) {}

    void hear(Broker& broker, Time when, EventPtr event, Fence fence, const std::shared_ptr<Seat>& self) {
        broker.engine_.schedule.at(when, [self, event = std::move(event), fence]() mutable {
            const auto process = self->process_.lock();
            if (!process) return;
            process->turn([self, event = std::move(event), fence] {
                if (self->isOpen) self->handler_(event, fence);
            });
        });
    }

    const std::weak_ptr<Process>& process() const noexcept { return process_; }
    bool isOpen = true;

private:
    std::weak_ptr<Process> process_;
    EventHandler handler_;
};

class Broker::Port final : public Bus {
public:
    Port(Broker& broker, Process& process) : broker_(broker), process_(process) {}

    Result<> publish(std::string_view topic, std::string_view key, EventPtr event) override {
        return broker_.publish(process_, lastArrival_, topic, key, *event);
    }

    Result<std::unique_ptr<Subscription>> subscribe(std::string_view topic, std::string_view group, Loop&,
                                                    EventHandler handler) override {
        auto seat = std::make_shared<Seat>(process_.weak_from_this(), std::move(handler));
        broker_.join(process_.shared_from_this(), topic, group, seat);
        return std::unique_ptr<Subscription>(std::make_unique<Held>(broker_, std::move(seat)));
    }

    std::uint32_t partitionOf(std::string_view key) const noexcept override { return simulation::partitionOf(key); }
    BusStatus status() override { return {}; }
    DeadLetters& deadLetters() override { return deadLetters_; }

private:
    class Held final : public Subscription {
    public:
        Held(Broker& broker, SeatPtr seat) : broker_(broker), seat_(std::move(seat)) {}
        ~Held() override { broker_.leave(seat_); }

    private:
        Broker& broker_;
        SeatPtr seat_;
    };

    Broker& broker_;
    Process& process_;
    Time lastArrival_{};
    NoDeadLetters deadLetters_;
};

Broker::Broker(Engine& engine) : engine_(engine) { lookAfter(); }
Broker::~Broker() = default;

std::unique_ptr<Bus> Broker::portOf(Process& process) { return std::make_unique<Port>(*this, process); }

Result<> Broker::publish(Process& process, Time& lastArrival, std::string_view topic, std::string_view key,
                         const Event& event) {
    if (process.isGone() || process.isCutOff || weather.isAway) return {Errc::unavailable, "the broker is away"};
    auto& random = engine_.random;
    const int copies = random.chance(weather.lost) ? 0 : random.chance(weather.doubled) ? 2 : 1;
    for (int i = 0; i < copies; ++i) {
        auto arrival = engine_.schedule.now() + random.between(50us, weather.slowest);
        if (!random.chance(weather.early)) arrival = lastArrival = std::max(arrival, lastArrival);
        engine_.schedule.at(arrival, [this, topic = std::string(topic), key = std::string(key),
                                      sent = sentOver(event)] { arrive(topic, key, sent); });
    }
    return {};
}

void Broker::arrive(const std::string& topic, const std::string& key, const EventPtr& event) {
    if (topic.starts_with(kDeliver)) {
        const auto found = addresses_.find(topic);
        if (found != addresses_.end()) ring(found->second, event);
        return;
    }
    const auto name = groupOfTopic_.find(topic);
    if (name == groupOfTopic_.end()) return;
    auto& group = groups_.at(name->second);
    auto& partition = group.partitions[partitionOf(key)];
    partition.items.push_back({++lastNumber_, topic, event, false, {}});
    pump(group, partition);
}

void Broker::ring(Address& address, const EventPtr& event) {
    const auto process = address.seat->process().lock();
    if (!process || process->isCutOff) return;
    const auto arrival = engine_.schedule.now() + engine_.random.between(50us, weather.slowest);
    address.lastArrival = std::max(arrival, address.lastArrival);
    address.seat->hear(*this, address.lastArrival, event, Fence{}, address.seat);
}

void Broker::pump(Group& group, Partition& partition) {
    auto* member = memberOf(group, partition.owner);
    const auto owner = partition.owner.lock();
    if (member == nullptr || !owner || owner->isCutOff) return;
    for (auto& item : partition.items) {
        if (partition.out >= kOutAtOnce) return;
        if (item.isOut) continue;
        const auto seat = member->seats.find(item.topic);
        if (seat != member->seats.end()) handOn(group, partition, item, seat->second);
    }
}

void Broker::handOn(Group& group, Partition& partition, Item& item, const SeatPtr& seat) {
    item.isOut = true;
    item.againAt = engine_.schedule.now() + kConfirmWithin;
    ++partition.out;
    // Handled once its last copy is gone (server/bus/bus.h).
    const auto number = item.number;
    const auto index = partition.index;
    const auto process = seat->process();
    EventPtr tracked(item.event.get(), [this, &group, index, number, process, kept = item.event](const Event*) {
        const auto alive = process.lock();
        if (!alive || alive->isGone() || alive->isCutOff) return;
        engine_.schedule.after(100us, [this, &group, index, number] { confirm(group, index, number); });
    });
    auto arrival = engine_.schedule.now() + engine_.random.between(50us, weather.slowest);
    if (!engine_.random.chance(weather.early))
        arrival = partition.lastArrival = std::max(arrival, partition.lastArrival);
    seat->hear(*this, arrival, std::move(tracked), Fence{index, partition.epoch}, seat);
}

void Broker::confirm(Group& group, std::uint32_t index, std::uint64_t number) {
    auto& partition = group.partitions[index];
    const auto found = std::find_if(partition.items.begin(), partition.items.end(),
                                    [number](const Item& item) { return item.number == number; });
    if (found == partition.items.end()) return;
    if (found->isOut) --partition.out;
    partition.items.erase(found);
    pump(group, partition);
}

void Broker::join(const std::shared_ptr<Process>& process, std::string_view topic, std::string_view name,
                  SeatPtr seat) {
    if (topic.starts_with(kDeliver)) {
        addresses_[std::string(topic)].seat = std::move(seat);
        return;
    }
    groupOfTopic_.emplace(topic, name);
    auto& group = groups_[std::string(name)];
    group.name = name;
    group.partitions.resize(kPartitions);
    for (std::uint32_t i = 0; i < kPartitions; ++i) group.partitions[i].index = i;
    auto* member = memberOf(group, process);
    if (member == nullptr) {
        member = &group.members.emplace_back();
        member->process = process;
        member->seenAt = engine_.schedule.now();
        heartbeat(process);
    }
    member->seats[std::string(topic)] = std::move(seat);
}

void Broker::leave(const SeatPtr& seat) {
    seat->isOpen = false;
    std::erase_if(addresses_, [&](const auto& each) { return each.second.seat == seat; });
    const auto process = seat->process().lock();
    // A killed one says no goodbye: its lease has to run out.
    if (!process || process->isGone()) return;
    for (auto& [name, group] : groups_) {
        for (auto& member : group.members)
            std::erase_if(member.seats, [&](const auto& each) { return each.second == seat; });
        std::erase_if(group.members, [](const Member& member) { return member.seats.empty(); });
    }
}

// Through the process's own turns: one that is paused does not renew.
void Broker::heartbeat(const std::shared_ptr<Process>& process) {
    engine_.schedule.after(kHeartbeat, [this, weak = std::weak_ptr(process)] {
        const auto alive = weak.lock();
        if (!alive) return;
        alive->turn([this, alive = alive.get()] {
            const auto self = alive->shared_from_this();
            if (!alive->isCutOff && !weather.isAway) {
                for (auto& [name, group] : groups_) {
                    if (auto* member = memberOf(group, self)) member->seenAt = engine_.schedule.now();
                }
            }
            heartbeat(self);
        });
    });
}

void Broker::lookAfter() {
    for (auto& [name, group] : groups_) {
        std::erase_if(group.members,
                      [this](const Member& member) { return member.process.expired() && !isSeen(member); });
        for (auto& partition : group.partitions) lookAfter(group, partition);
    }
    engine_.schedule.after(kLookInterval, [this] { lookAfter(); });
}

void Broker::lookAfter(Group& group, Partition& partition) {
    const auto* owner = memberOf(group, partition.owner);
    if (owner == nullptr || !isSeen(*owner)) assign(group, partition, partition.owner);
    const auto now = engine_.schedule.now();
    for (auto& item : partition.items) {
        if (!item.isOut || item.againAt > now) continue;
        item.isOut = false;
        --partition.out;
    }
    pump(group, partition);
}

Broker::Member* Broker::memberOf(Group& group, const std::weak_ptr<Process>& process) {
    for (auto& member : group.members) {
        if (isSame(member.process, process)) return &member;
    }
    return nullptr;
}

bool Broker::isSeen(const Member& member) const { return engine_.schedule.now() - member.seenAt < kLease; }

void Broker::assign(Group& group, Partition& partition, const std::weak_ptr<Process>& besides) {
    std::vector<Member*> candidates;
    for (auto& member : group.members) {
        if (isSeen(member) && !isSame(member.process, besides)) candidates.push_back(&member);
    }
    if (candidates.empty()) return;
    const auto next = engine_.random.anyOf(candidates)->process.lock();
    if (!next) return;
    partition.owner = next;
    ++partition.epoch;
    // What the former owner has is handed on at once by one kind of broker, and by another when its time is over.
    if (engine_.random.chance(0.5)) {
        for (auto& item : partition.items) item.isOut = false;
        partition.out = 0;
    }
    engine_.note(next->name() + " owns partition " + std::to_string(partition.index) + " of " + group.name +
                 ", epoch " + std::to_string(partition.epoch));
    pump(group, partition);
}

void Broker::moveAllOf(const Process& process) {
    for (auto& [name, group] : groups_) {
        for (auto& partition : group.partitions) {
            if (partition.owner.lock().get() == &process) assign(group, partition, partition.owner);
        }
    }
}

void Broker::moveSomePartition() {
    if (groups_.empty()) return;
    auto group = groups_.begin();
    std::advance(group, static_cast<std::ptrdiff_t>(engine_.random.below(groups_.size())));
    auto& partition = engine_.random.anyOf(group->second.partitions);
    assign(group->second, partition, partition.owner);
}

}  // namespace baithak::simulation
