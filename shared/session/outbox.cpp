// SPDX-License-Identifier: MIT
#include "shared/session/outbox.h"

#include <cassert>
#include <iterator>
#include <utility>

namespace baithak {

bool Outbox::add(Message message) {
    if (!places_.emplace(message.id, end_).second) return false;
    entries_.emplace_hint(entries_.end(), end_, Entry{std::move(message), {}, false});
    ++end_;
    return true;
}

const Message* Outbox::next() const noexcept {
    const auto at = entries_.lower_bound(unsent_);
    return at == entries_.end() ? nullptr : &at->second.message;
}

void Outbox::markSent(Timestamp now) {
    const auto at = entries_.lower_bound(unsent_);
    assert(at != entries_.end());
    at->second.sentAt = now;
    at->second.wasSent = true;
    unsent_ = at->first + 1;
    ++inFlight_;
}

bool Outbox::isUnanswered(const MessageId& id) const noexcept {
    const auto place = places_.find(id);
    return place != places_.end() && entries_.find(place->second)->second.wasSent;
}

std::optional<Message> Outbox::takeAnswered(const MessageId& id) {
    const auto place = places_.find(id);
    if (place == places_.end()) return std::nullopt;
    const auto at = entries_.find(place->second);
    if (!at->second.wasSent) return std::nullopt;
    if (at->first < unsent_) --inFlight_;
    Message message = std::move(at->second.message);
    entries_.erase(at);
    places_.erase(place);
    return message;
}

void Outbox::sendAgainFrom(const MessageId& id) {
    const auto place = places_.find(id);
    if (place == places_.end() || place->second >= unsent_) return;
    const auto first = entries_.find(place->second);
    inFlight_ -= static_cast<std::size_t>(std::distance(first, entries_.lower_bound(unsent_)));
    unsent_ = first->first;
}

void Outbox::sendAllAgain() noexcept {
    unsent_ = entries_.empty() ? end_ : entries_.begin()->first;
    inFlight_ = 0;
}

std::optional<Timestamp> Outbox::oldestSentAt() const noexcept {
    if (inFlight_ == 0) return std::nullopt;
    return entries_.begin()->second.sentAt;
}

}  // namespace baithak
