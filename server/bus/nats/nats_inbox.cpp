// SPDX-License-Identifier: MIT
#include "server/bus/nats/nats_inbox.h"

#include <exception>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/post.hpp>

namespace baithak {
namespace {

constexpr std::size_t kMostLive = 200'000;

// What the exception says.
template <class Call>
std::optional<std::string> failureOf(const Call& call) {
    try {
        call();
        return std::nullopt;
    } catch (const std::exception& error) {
        return error.what();
    } catch (...) {
        return "an exception of no known type";
    }
}

}  // namespace

void NatsInbox::push(NatsMemberPtr member, NatsDeliveryPtr delivery) {
    const std::lock_guard lock(mutex_);
    add({std::move(member), std::move(delivery), nullptr});
}

bool NatsInbox::pushLive(NatsMemberPtr member, EventPtr event) {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= kMostLive) return false;
    add({std::move(member), nullptr, std::move(event)});
    return true;
}

void NatsInbox::add(Item item) {
    waiting_.push_back(std::move(item));
    if (std::exchange(isDraining_, true)) return;
    boost::asio::post(loop_, [self = shared_from_this()] { self->drain(); });
}

// Handles what is there, and what came meanwhile; after some rounds the loop's sockets get their turn.
void NatsInbox::drain() {
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
        for (auto& item : taken) handle(item);
    }
    boost::asio::post(loop_, [self = shared_from_this()] { self->drain(); });
}

void NatsInbox::handle(Item& item) {
    auto& member = *item.member;
    if (item.live) {
        if (!member.isActive) return;
        const auto failure = failureOf([&] { member.handler(item.live, Fence{}); });
        if (failure && log_ != nullptr)
            log_->error("bus.handler_failed", {{"topic", member.topic}, {"reason", *failure}});
        return;
    }
    const auto delivery = std::move(item.delivery);
    if (!member.isActive || !delivery->mayBeHandled()) {
        delivery->giveBack();
        return;
    }
    // The handler's copies keep the delivery: it is confirmed with the last of them.
    const EventPtr event(delivery, delivery->event().get());
    const auto failure = failureOf([&] { member.handler(event, delivery->fence()); });
    if (failure) delivery->failed(*failure);
}

}  // namespace baithak
