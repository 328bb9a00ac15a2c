// SPDX-License-Identifier: MIT
#include "server/bus/nats/nats_desk.h"

#include <algorithm>

namespace baithak {

void NatsDesk::seat(const NatsMemberPtr& member, NatsInboxPtr inbox) {
    std::vector<NatsReaderPtr> fresh;
    {
        const std::lock_guard lock(mutex_);
        const NatsGroupTopic where{member->group, member->topic};
        auto& seats = seats_[where];
        seats.push_back({member, std::move(inbox)});
        if (seats.size() == 1) {
            for (const auto& [partition, lease] : held_[member->group]) fresh.push_back(addReader(where, lease));
        }
    }
    for (const auto& reader : fresh) reader->start();
}

bool NatsDesk::unseat(const NatsMemberPtr& member) {
    std::vector<NatsReaderPtr> affected;
    bool isTopicEmpty = false;
    bool hasOthers = false;
    {
        const std::lock_guard lock(mutex_);
        const NatsGroupTopic where{member->group, member->topic};
        auto& seats = seats_[where];
        std::erase_if(seats, [&](const Seat& seat) { return seat.member == member; });
        isTopicEmpty = seats.empty();
        if (isTopicEmpty) seats_.erase(where);
        hasOthers = std::any_of(seats_.begin(), seats_.end(),
                                [&](const auto& entry) { return entry.first.group == member->group; });
        for (const auto& [name, reader] : readers_) {
            if (reader->group() == member->group && reader->topic() == member->topic) affected.push_back(reader);
        }
        for (const auto& reader : affected) {
            if (isTopicEmpty) readers_.erase(reader->name());
        }
    }
    for (const auto& reader : affected) {
        if (isTopicEmpty) reader->stop();
        reader->memberLeft(member.get());
    }
    return hasOthers;
}

std::vector<NatsGroupTopic> NatsDesk::groupTopics() const {
    const std::lock_guard lock(mutex_);
    std::vector<NatsGroupTopic> all;
    for (const auto& [where, seats] : seats_) all.push_back(where);
    return all;
}

void NatsDesk::gained(const std::string& group, const NatsLeasePtr& lease) {
    std::vector<NatsReaderPtr> fresh;
    {
        const std::lock_guard lock(mutex_);
        held_[group][lease->fence().partition] = lease;
        for (const auto& [where, seats] : seats_) {
            if (where.group == group) fresh.push_back(addReader(where, lease));
        }
    }
    for (const auto& reader : fresh) reader->start();
}

void NatsDesk::stopReading(const std::string& group, std::uint32_t partition) {
    for (const auto& reader : readersOf(group, partition)) reader->stop();
}

bool NatsDesk::isIdle(const std::string& group, std::uint32_t partition) const {
    const auto readers = readersOf(group, partition);
    return std::all_of(readers.begin(), readers.end(), [](const auto& reader) { return reader->inHand() == 0; });
}

void NatsDesk::ended(const std::string& group, std::uint32_t partition) {
    const auto readers = readersOf(group, partition);
    for (const auto& reader : readers) reader->stop();
    const std::lock_guard lock(mutex_);
    for (const auto& reader : readers) readers_.erase(reader->name());
    held_[group].erase(partition);
}

std::size_t NatsDesk::partitionsHeld() const {
    const std::lock_guard lock(mutex_);
    std::size_t count = 0;
    for (const auto& [group, leases] : held_) count += leases.size();
    return count;
}

NatsReaderPtr NatsDesk::find(std::string_view name) const {
    const std::lock_guard lock(mutex_);
    const auto found = readers_.find(name);
    return found == readers_.end() ? nullptr : found->second;
}

std::vector<NatsReaderPtr> NatsDesk::readers() const {
    const std::lock_guard lock(mutex_);
    std::vector<NatsReaderPtr> all;
    for (const auto& [name, reader] : readers_) all.push_back(reader);
    return all;
}

bool NatsDesk::hand(const NatsGroupTopic& where, const NatsDeliveryPtr& delivery) {
    const std::lock_guard lock(mutex_);
    const auto found = seats_.find(where);
    if (found == seats_.end()) return false;
    const auto& seat = found->second[delivery->fence().partition % found->second.size()];
    delivery->assignTo(seat.member.get());
    seat.inbox->push(seat.member, delivery);
    return true;
}

NatsReaderPtr NatsDesk::addReader(const NatsGroupTopic& where, const NatsLeasePtr& lease) {
    const auto hand = [this, where](const NatsDeliveryPtr& delivery) { return this->hand(where, delivery); };
    auto reader = std::make_shared<NatsReader>(parts_, where.topic, where.group, lease, hand);
    readers_[reader->name()] = reader;
    return reader;
}

std::vector<NatsReaderPtr> NatsDesk::readersOf(const std::string& group, std::uint32_t partition) const {
    auto all = readers();
    std::erase_if(all, [&](const NatsReaderPtr& reader) {
        return reader->group() != group || reader->lease()->fence().partition != partition;
    });
    return all;
}

}  // namespace baithak
