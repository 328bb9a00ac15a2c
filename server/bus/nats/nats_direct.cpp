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
constexpr std::size_t kMostBytes = 64U << 20U;

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
                                "Events that nobody took directly, and that were put into their stream");
    lost_ = &metrics.counter("baithak_bus_detours_lost_total",
                             "Events that nobody took directly, and that could not be put into their stream");
}

bool NatsDirect::send(std::string_view topic, std::uint32_t partition, const std::string& payload) {
    if (!parts_.link->isConnected() || !parts_.sender->checkSize(payload.size())) return false;
    std::uint64_t id = 0;
    {
        const std::lock_guard lock(mutex_);
        if (waiting_.size() >= kMostWaiting || waitingBytes_ >= kMostBytes) return false;
        id = ++lastId_;
        waitingBytes_ += payload.size();
        waiting_.emplace_hint(
            waiting_.end(), id,
            Waiting{std::string(topic), partition, payload, SteadyClock::now() + parts_.config.directWait});
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
        event = take(found);
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
            late.push_back(take(one++));
        }
    }
    for (auto& event : late) detour(std::move(event));
    tellOfLost();
}

NatsDirect::Waiting NatsDirect::take(std::map<std::uint64_t, Waiting>::iterator waiting) {
    auto event = std::move(waiting->second);
    waitingBytes_ -= event.payload.size();
    waiting_.erase(waiting);
    return event;
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
        waitingBytes_ = 0;
    }
    for (auto& [id, event] : left) detour(std::move(event));
    tellOfLost();
}

void NatsDirect::detour(Waiting event) {
    const auto subject = parts_.streams->subjectOf(event.topic, event.partition);
    const bool isKept = static_cast<bool>(parts_.sender->publish(subject, std::move(event.payload)));
    if (auto* counter = isKept ? detours_ : lost_; counter != nullptr) counter->add();
    if (isKept) return;
    const std::lock_guard lock(mutex_);
    ++lostNow_;
}

void NatsDirect::tellOfLost() {
    std::size_t lost = 0;
    {
        const std::lock_guard lock(mutex_);
        lost = std::exchange(lostNow_, 0);
    }
    if (lost == 0 || parts_.config.log == nullptr) return;
    parts_.config.log->warn("bus.detours_lost",
                            {{"events", lost}, {"reason", "nobody took them, and no stream could"}});
}

}  // namespace baithak
