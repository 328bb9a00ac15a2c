// SPDX-License-Identifier: MIT
#include "server/bus/nats/nats_reader.h"

#include "server/bus/event_codec.h"
#include "server/bus/retry_delay.h"
#include "server/runtime/clock.h"

namespace baithak {
namespace {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

constexpr int kInHand = 512;  // records of one partition and topic that are not confirmed yet
constexpr int kBatch = 256;

}  // namespace

std::string natsGiveBack() {
    const auto nanoseconds = std::chrono::nanoseconds(kNatsRequestTime + 200ms).count();
    return R"(-NAK {"delay":)" + std::to_string(nanoseconds) + "}";
}

NatsDelivery::NatsDelivery(NatsReaderPtr reader, WireEvent event, std::string replyTo, int tries)
    : reader_(std::move(reader)), event_(std::move(event)), replyTo_(std::move(replyTo)), tries_(tries) {}

NatsDelivery::~NatsDelivery() {
    if (settle()) reader_->handled(*this);
    reader_->remove(*this);
}

const Fence& NatsDelivery::fence() const noexcept { return reader_->lease()->fence(); }

bool NatsDelivery::mayBeHandled() const noexcept {
    return !isSettled_ && !reader_->isStopped() && reader_->lease()->isHeld();
}

void NatsDelivery::failed(const std::string& reason) {
    if (settle()) reader_->failed(*this, reason);
}

void NatsDelivery::giveBack() {
    if (settle()) reader_->gaveBack(*this);
}

NatsReader::NatsReader(NatsPartsPtr parts, std::string topic, std::string group, NatsLeasePtr lease, Hand hand)
    : parts_(std::move(parts)),
      topic_(std::move(topic)),
      group_(std::move(group)),
      lease_(std::move(lease)),
      hand_(std::move(hand)) {
    const auto stream = parts_->streams->streamOf(topic_);
    const auto consumer = NatsStreams::consumerOf(group_, lease_->fence().partition);
    name_ = stream + "." + consumer;
    nextSubject_ = "$JS.API.CONSUMER.MSG.NEXT." + name_;
}

void NatsReader::start() { askForMore(); }

void NatsReader::stop() { isStopped_ = true; }

std::size_t NatsReader::inHand() const {
    const std::lock_guard lock(mutex_);
    return open_.size();
}

// The next request when the last one is used up, and there is room for enough to be worth one.
void NatsReader::askForMore() {
    if (isStopped_ || !lease_->isHeld()) return;
    const std::lock_guard lock(mutex_);
    const int room = kInHand - static_cast<int>(open_.size());
    if (requested_ > 0 || room < kInHand / 4) return;
    requested_ = std::min(room, kBatch);
    requestedUntil_ = SteadyClock::now() + kNatsRequestTime + 1s;
    const auto nanoseconds = std::chrono::nanoseconds(kNatsRequestTime).count();
    parts_->sender->say(
        nextSubject_,
        R"({"batch":)" + std::to_string(requested_) + R"(,"expires":)" + std::to_string(nanoseconds) + "}",
        parts_->link->inbox() + ".r." + name_ + "." + std::to_string(++request_));
}

void NatsReader::onRecord(const natsMsg* message, std::string_view replyTo, int tries) {
    {
        const std::lock_guard lock(mutex_);
        if (requested_ > 0) --requested_;
    }
    if (parts_->received != nullptr) parts_->received->add();
    if (tries > 1 && parts_->redelivered != nullptr) parts_->redelivered->add();
    const auto payload = dataOf(message);
    auto event = decodeEvent(payload);
    if (!event) {
        bury(std::string(payload), "", event.error().text, tries, std::string(replyTo));
    } else if (!event->onlyGroup.empty() && event->onlyGroup != group_) {
        parts_->sender->say(std::string(replyTo), "+ACK");
    } else if (tries > kMaxTries) {
        bury(std::string(payload), event->key, "its process ended each time before it was handled", tries - 1,
             std::string(replyTo));
    } else {
        auto delivery =
            std::make_shared<NatsDelivery>(shared_from_this(), std::move(*event), std::string(replyTo), tries);
        {
            const std::lock_guard lock(mutex_);
            open_.insert(delivery.get());
        }
        if (!hand_(delivery)) delivery->giveBack();
    }
    askForMore();
}

void NatsReader::onStatus(std::string_view request, std::string_view status) {
    {
        const std::lock_guard lock(mutex_);
        if (request != std::to_string(request_)) return;
        requested_ = 0;
    }
    // What is no mere end of the time is tried again at the next tick, not in a circle.
    if (status == "408") {
        askForMore();
    } else if (status == "503") {
        parts_->consumerMissing();
    }
}

void NatsReader::tick() {
    const auto now = SteadyClock::now();
    const auto isLong = parts_->config.ackWait / 3;
    bool isSilent = false;
    {
        const std::lock_guard lock(mutex_);
        // NATS answers each request in time, unless nobody is there to: the consumer, or a leader of it.
        isSilent = requested_ > 0 && now > requestedUntil_;
        if (isSilent) requested_ = 0;
        // What takes long is not handed to somebody else meanwhile.
        for (auto* delivery : open_) {
            if (now - delivery->since_ < isLong || delivery->isSettled_ || !lease_->isHeld()) continue;
            delivery->since_ = now;
            parts_->sender->say(delivery->replyTo_, "+WPI");
        }
    }
    if (isSilent) parts_->consumerMissing();
    askForMore();
}

void NatsReader::memberLeft(const void* member) {
    std::vector<std::string> naks;
    {
        const std::lock_guard lock(mutex_);
        for (auto* delivery : open_) {
            if (delivery->member_ == member && delivery->settle()) naks.push_back(delivery->replyTo_);
        }
    }
    for (const auto& replyTo : naks) nak(replyTo, 0ms);
}

void NatsReader::handled(NatsDelivery& delivery) {
    if (lease_->isHeld()) parts_->sender->say(delivery.replyTo_, "+ACK");
}

void NatsReader::failed(NatsDelivery& delivery, const std::string& reason) {
    if (!lease_->isHeld()) return;
    if (delivery.tries_ < kMaxTries) {
        nak(delivery.replyTo_, retryDelay(parts_->config.firstRetry, delivery.tries_));
        return;
    }
    bury(encodeEvent(*delivery.event_.event, delivery.event_.key), delivery.event_.key, reason, delivery.tries_,
         delivery.replyTo_);
}

void NatsReader::gaveBack(NatsDelivery& delivery) {
    if (lease_->isHeld()) parts_->sender->say(delivery.replyTo_, natsGiveBack());
}

void NatsReader::remove(NatsDelivery& delivery) {
    {
        const std::lock_guard lock(mutex_);
        open_.erase(&delivery);
    }
    askForMore();
}

void NatsReader::nak(const std::string& replyTo, std::chrono::milliseconds delay) {
    const auto nanoseconds = std::chrono::nanoseconds(delay).count();
    parts_->sender->say(replyTo, delay == 0ms ? "-NAK" : R"(-NAK {"delay":)" + std::to_string(nanoseconds) + "}");
}

// Confirmed once it is with the dead letters; until then it may come again, and is buried again under the same name.
void NatsReader::bury(std::string payload, const std::string& key, const std::string& reason, int tries,
                      std::string replyTo) {
    Headers headers{{"Baithak-Topic", topic_},
                    {"Baithak-Group", group_},
                    {"Baithak-Key", key},
                    {"Baithak-Reason", reason.substr(0, 500)},
                    {"Baithak-Tries", std::to_string(tries)},
                    {"Baithak-Time", std::to_string(SystemClock().now().ms)}};
    for (auto& [name, value] : headers) {
        for (auto& c : value) {
            if (static_cast<unsigned char>(c) < 0x20) c = ' ';
        }
    }
    if (auto* log = parts_->config.log; log != nullptr) {
        log->error("bus.dead_letter", {{"topic", topic_}, {"group", group_}, {"reason", reason}, {"tries", tries}});
    }
    auto& sender = *parts_->sender;
    const auto accepted = [&sender, dead = parts_->dead, replyTo = std::move(replyTo)] {
        if (dead != nullptr) dead->add();
        sender.say(replyTo, "+ACK");
    };
    (void)sender.publish(parts_->streams->deadSubject(), std::move(payload), std::move(headers), accepted);
}

}  // namespace baithak
