// SPDX-License-Identifier: MIT
#pragma once

// What the role has in hand: how much, of which conversations, since when. A bound for all of it, and a fair one: a
// conversation may have as much in hand as there is room left, so that alone it fills half, and the loudest one leaves
// room for the others. Pure. Lives on one loop; outlives its places.

#include <chrono>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "shared/base/ids.h"

namespace baithak {

class InHand {
    using Held = std::unordered_map<ConversationId, std::size_t>;

public:
    using Time = std::chrono::steady_clock::time_point;

    // Room for one; given back when it goes.
    class Place {
    public:
        Place(Place&& other) noexcept
            : hand_(std::exchange(other.hand_, nullptr)), held_(other.held_), since_(other.since_) {}
        Place& operator=(Place&& other) noexcept {
            std::swap(hand_, other.hand_);
            std::swap(held_, other.held_);
            std::swap(since_, other.since_);
            return *this;
        }
        ~Place();

    private:
        friend class InHand;
        Place(InHand& hand, Held::value_type& held, std::multiset<Time>::iterator since)
            : hand_(&hand), held_(&held), since_(since) {}

        InHand* hand_;
        Held::value_type* held_;
        std::multiset<Time>::iterator since_;
    };

    // `most`: of all conversations together.
    explicit InHand(std::size_t most) : most_(most) {}
    InHand(const InHand&) = delete;
    InHand& operator=(const InHand&) = delete;

    // Nothing when there is no room for more of that conversation. `since`: when it was stored.
    std::optional<Place> take(const ConversationId& conversation, Time since);

    std::size_t size() const noexcept { return since_.size(); }
    // Since when the oldest is in hand; nothing when there is none.
    std::optional<Time> oldest() const;

private:
    const std::size_t most_;
    Held held_;
    std::multiset<Time> since_;
};

}  // namespace baithak
