// SPDX-License-Identifier: MIT
#include "server/roles/notification/in_hand.h"

namespace baithak {

InHand::Place::~Place() {
    if (hand_ == nullptr) return;
    hand_->since_.erase(since_);
    if (--held_->second > 0) return;
    const auto conversation = held_->first;
    hand_->held_.erase(conversation);
}

std::optional<InHand::Place> InHand::take(const ConversationId& conversation, Time since) {
    const auto found = held_.find(conversation);
    const auto held = found == held_.end() ? 0 : found->second;
    if (size() >= most_ || held >= most_ - size()) return std::nullopt;
    auto& entry = *held_.try_emplace(conversation, 0).first;
    ++entry.second;
    // They come in the order of their time, almost.
    return Place(*this, entry, since_.insert(since_.end(), since));
}

std::optional<InHand::Time> InHand::oldest() const {
    if (since_.empty()) return std::nullopt;
    return *since_.begin();
}

}  // namespace baithak
