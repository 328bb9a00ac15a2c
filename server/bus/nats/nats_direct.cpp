// SPDX-License-Identifier: MIT
#include "server/bus/nats/nats_direct.h"

#include <charconv>
#include <utility>
#include <vector>

#include "server/bus/nats/nats_reader.h"

namespace baithak {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kMostWaiting = 32'768;

}  // namespace

Result<std::unique_ptr<NatsDirect>> NatsDirect::start(NatsParts& parts) {
    std::unique_ptr<NatsDirect> direct(new NatsDirect(parts));
    auto* self = direct.get();
    auto words =
        parts.link->listen(parts.link->inbox() + ".d.*", "", [self](const NatsMessage& m) { self->onWord(m.get()); });
    if (!words) return words.error();
    direct->words_ = std::move(*words);
    return direct;
}

NatsDirect::NatsDirect(NatsParts& parts) : parts_(parts) {
    if (parts.config.metrics == nullptr) return;
    auto& metrics = *parts.config.metrics;
    handled_ = &metrics.counter("baithak_bus_direct_total",
                                "Events handled by another process without having been kept on their way");
    detours_ = &metrics.counter("baithak_bus_detours_total",
                                "Events that nobody took directly, and that went through their stream");
}

bool NatsDirect::send(std::string_view topic, std::uint32_t partition, const std::string& payload) {
    if (!parts_.link->isConnected() || !parts_.sender->checkSize(payload.size())) return false;
    std::uint64_t id = 0;
    {
        const std::lock_guard lock(mutex_);
        if (waiting_.size() >= kMostWaiting) return false;
        id = ++lastId_;
        waiting_.emplace_hint(waiting_.end(), id,
                              Waiting{std::string(topic), partition, payload, SteadyClock::now() + kFirstWord});
    }
    parts_.sender->say(parts_.streams->directOf(topic, partition), payload,
                       parts_.link->inbox() + ".d." + std::to_string(id));
    return true;
}

void NatsDirect::onWord(const natsMsg* message) {
    const std::string_view subject = natsMsg_GetSubject(message);
    const auto number = subject.substr(subject.rfind('.') + 1);
    std::uint64_t id = 0;
    std::from_chars(number.data(), number.data() + number.size(), id);
    const auto word = dataOf(message);
    Waiting event;
    {
        const std::lock_guard lock(mutex_);
        const auto found = waiting_.find(id);
        if (found == waiting_.end()) return;
        if (word == kInHand) {
            found->second.until = SteadyClock::now() + parts_.config.ackWait / 2;
            return;
        }
        event = std::move(found->second);
        waiting_.erase(found);
    }
    if (word != kHandled) {
        detour(std::move(event));
    } else if (handled_ != nullptr) {
        handled_->add();
    }
}

void NatsDirect::tick() {
    const auto now = SteadyClock::now();
    std::vector<Waiting> late;
    {
        const std::lock_guard lock(mutex_);
        for (auto one = waiting_.begin(); one != waiting_.end();) {
            if (now < one->second.until) {
                ++one;
                continue;
            }
            late.push_back(std::move(one->second));
            one = waiting_.erase(one);
        }
    }
    for (auto& event : late) detour(std::move(event));
}

std::size_t NatsDirect::waiting() const {
    const std::lock_guard lock(mutex_);
    return waiting_.size();
}

void NatsDirect::stop() {
    words_.reset();
    std::map<std::uint64_t, Waiting> left;
    {
        const std::lock_guard lock(mutex_);
        left.swap(waiting_);
    }
    for (auto& [id, event] : left) detour(std::move(event));
}

void NatsDirect::detour(Waiting event) {
    if (detours_ != nullptr) detours_->add();
    // What the sender can't take is said again by whoever said it.
    (void)parts_.sender->publish(parts_.streams->subjectOf(event.topic, event.partition), std::move(event.payload));
}

}  // namespace baithak
