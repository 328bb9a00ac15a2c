// SPDX-License-Identifier: MIT
#include "server/bus/nats/nats_reader.h"

#include <algorithm>

#include "server/bus/event_codec.h"
#include "server/bus/nats/nats_direct.h"
#include "server/bus/nats/nats_record_name.h"
#include "server/bus/retry_delay.h"
#include "server/runtime/clock.h"

namespace baithak {
namespace {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

constexpr int kInHand = 512;  // records of one partition and topic that are not confirmed yet
constexpr int kBatch = 256;
constexpr auto kSoon = 200ms;  // for the first word on what came directly: its sender waits less long

// A note that is lost costs the event one of its tries.
void noteGivenBack(NatsParts& parts, const std::string& replyTo) {
    if (const auto name = natsRecordName(replyTo)) parts.sender->say(parts.streams->noteSubject(name->id()), "");
}

}  // namespace

void giveBackToNats(NatsParts& parts, const std::string& replyTo) {
    noteGivenBack(parts, replyTo);
    const auto nanoseconds = std::chrono::nanoseconds(kNatsRequestTime + 200ms).count();
    parts.sender->say(replyTo, R"(-NAK {"delay":)" + std::to_string(nanoseconds) + "}");
}

NatsDelivery::NatsDelivery(NatsReaderPtr reader, WireEvent event, std::string replyTo, int tries, bool isDirect)
    : reader_(std::move(reader)),
      event_(std::move(event)),
      replyTo_(std::move(replyTo)),
      tries_(tries),
      isDirect_(isDirect) {}

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

void NatsReader::start() {
    auto heard = parts_->link->listen(parts_->streams->directOf(topic_, lease_->fence().partition), "",
                                      [weak = weak_from_this()](const NatsMessage& message) {
                                          if (const auto self = weak.lock()) self->onDirect(message.get());
                                      });
    if (heard) {  // otherwise everything comes through the stream
        const std::lock_guard lock(mutex_);
        if (!isStopped_) direct_.swap(*heard);
    }
    askForMore();
}

void NatsReader::stop() {
    isStopped_ = true;
    std::unique_ptr<NatsLink::Hearing> direct;
    const std::lock_guard lock(mutex_);
    direct.swap(direct_);
}

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
    const std::string confirmation(replyTo);
    if (isBeingBuried(confirmation)) return;
    const auto payload = dataOf(message);
    auto event = decodeEvent(payload);
    if (!event) {
        bury(std::string(payload), "", event.error().text, tries, confirmation);
    } else if (!event->onlyGroup.empty() && event->onlyGroup != group_) {
        parts_->sender->say(confirmation, "+ACK");
    } else {
        const auto delivery =
            std::make_shared<NatsDelivery>(shared_from_this(), std::move(*event), confirmation, tries, false);
        noteOpen(*delivery, longTime());
        if (tries < kMaxTries) {
            handOn(delivery);
        } else if (!parts_->inBackground([self = shared_from_this(), delivery] { self->weigh(delivery); })) {
            delivery->giveBack();
        }
    }
    askForMore();
}

// What can't be handled now, or can't be read, comes through the stream.
void NatsReader::onDirect(const natsMsg* message) {
    const char* reply = natsMsg_GetReply(message);
    std::string replyTo = reply != nullptr ? reply : "";
    if (isStopped_ || !lease_->isHeld() || inHand() >= kInHand)
        return parts_->sender->say(replyTo, NatsDirect::kRefused);
    auto event = decodeEvent(dataOf(message));
    if (!event) return parts_->sender->say(replyTo, NatsDirect::kRefused);
    if (parts_->received != nullptr) parts_->received->add();
    const auto delivery =
        std::make_shared<NatsDelivery>(shared_from_this(), std::move(*event), std::move(replyTo), 1, true);
    noteOpen(*delivery, kSoon);
    handOn(delivery);
}

void NatsReader::noteOpen(NatsDelivery& delivery, std::chrono::milliseconds firstWord) {
    const std::lock_guard lock(mutex_);
    delivery.wordAt_ = SteadyClock::now() + firstWord;
    open_.insert(&delivery);
}

void NatsReader::handOn(const NatsDeliveryPtr& delivery) {
    if (!hand_(delivery)) delivery->giveBack();
}

// What was handed out so often may have been given back most times. While that can't be known, it is tried again.
void NatsReader::weigh(const NatsDeliveryPtr& delivery) {
    if (parts_->link->isEnding()) return delivery->giveBack();
    const auto name = natsRecordName(delivery->replyTo_);
    const auto notes = name ? parts_->streams->countNotes(name->id()) : Result<int>(0);
    delivery->tries_ = notes ? std::max(1, delivery->tries_ - *notes) : kMaxTries - 1;
    if (delivery->tries_ <= kMaxTries) return handOn(delivery);
    if (!delivery->settle() || !lease_->isHeld()) return;
    bury(encodeEvent(*delivery->event_.event, delivery->event_.key), delivery->event_.key,
         "no try to handle it came to an end: its process ended, or could not say so", delivery->tries_ - 1,
         delivery->replyTo_);
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
    bool isSilent = false;
    {
        const std::lock_guard lock(mutex_);
        // NATS answers each request in time, unless nobody is there to: the consumer, or a leader of it.
        isSilent = requested_ > 0 && now > requestedUntil_;
        if (isSilent) requested_ = 0;
        // What takes long is not handed to somebody else meanwhile.
        for (auto* delivery : open_) {
            if (now < delivery->wordAt_ || delivery->isSettled_ || !lease_->isHeld()) continue;
            delivery->wordAt_ = now + longTime();
            parts_->sender->say(delivery->replyTo_, "+WPI");
        }
        // Nor what is being buried, for as long as the sender tries.
        std::erase_if(burials_, [&](const auto& entry) { return now - entry.second.since > NatsSender::kKeepTrying; });
        for (auto& [id, burial] : burials_) {
            if (now - burial.saidAt < longTime() || !lease_->isHeld()) continue;
            burial.saidAt = now;
            parts_->sender->say(burial.replyTo, "+WPI");
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
    for (const auto& replyTo : naks) {
        noteGivenBack(*parts_, replyTo);
        nak(replyTo, 0ms);
    }
}

// After the lease's end the next owner gets it, but not as something that could not be handled.
void NatsReader::handled(NatsDelivery& delivery) {
    const bool isOurs = lease_->isHeld();
    if (delivery.isDirect_) {
        parts_->sender->say(delivery.replyTo_, isOurs ? NatsDirect::kHandled : NatsDirect::kRefused);
    } else if (isOurs) {
        parts_->sender->say(delivery.replyTo_, "+ACK");
    } else {
        noteGivenBack(*parts_, delivery.replyTo_);
    }
}

void NatsReader::failed(NatsDelivery& delivery, const std::string& reason) {
    if (delivery.isDirect_) return parts_->sender->say(delivery.replyTo_, NatsDirect::kRefused);
    if (!lease_->isHeld()) return;
    if (delivery.tries_ < kMaxTries) {
        nak(delivery.replyTo_, retryDelay(parts_->config.firstRetry, delivery.tries_));
        return;
    }
    bury(encodeEvent(*delivery.event_.event, delivery.event_.key), delivery.event_.key, reason, delivery.tries_,
         delivery.replyTo_);
}

void NatsReader::gaveBack(NatsDelivery& delivery) {
    if (delivery.isDirect_) {
        parts_->sender->say(delivery.replyTo_, NatsDirect::kRefused);
    } else if (lease_->isHeld()) {
        giveBackToNats(*parts_, delivery.replyTo_);
    } else {
        noteGivenBack(*parts_, delivery.replyTo_);
    }
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

bool NatsReader::isBeingBuried(const std::string& replyTo) {
    const std::lock_guard lock(mutex_);
    if (burials_.empty()) return false;
    const auto name = natsRecordName(replyTo);
    const auto found = name ? burials_.find(name->id()) : burials_.end();
    if (found == burials_.end()) return false;
    found->second.replyTo = replyTo;
    return true;
}

// Confirmed once it is with the dead letters. Until then it is kept from coming again; if it comes all the same, here
// or elsewhere, it is buried under the same name, and so once.
void NatsReader::bury(std::string payload, const std::string& key, const std::string& reason, int tries,
                      const std::string& replyTo) {
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
    const auto name = natsRecordName(replyTo);
    const auto id = name ? name->id() : std::string();
    {
        const std::lock_guard lock(mutex_);
        const auto now = SteadyClock::now();
        burials_[id] = {replyTo, now, now};
    }
    auto& sender = *parts_->sender;
    const auto accepted = [&sender, id, replyTo, dead = parts_->dead, reader = weak_from_this()] {
        if (dead != nullptr) dead->add();
        if (const auto self = reader.lock()) {
            self->buried(id, replyTo);
        } else {
            sender.say(replyTo, "+ACK");
        }
    };
    const auto published =
        sender.publish(parts_->streams->deadSubject(), std::move(payload), std::move(headers), id, accepted);
    if (!published) {
        const std::lock_guard lock(mutex_);
        burials_.erase(id);  // to be tried with its next time
    }
    auto* log = parts_->config.log;
    if (log == nullptr) return;
    log->error("bus.dead_letter", {{"topic", topic_}, {"group", group_}, {"reason", reason}, {"tries", tries}});
    if (!published) log->error("bus.not_buried", {{"topic", topic_}, {"reason", published.error().text}});
}

void NatsReader::buried(const std::string& id, const std::string& replyTo) {
    std::string last = replyTo;
    {
        const std::lock_guard lock(mutex_);
        const auto found = burials_.find(id);
        if (found != burials_.end()) last = found->second.replyTo;
        if (found != burials_.end()) burials_.erase(found);
    }
    parts_->sender->say(last, "+ACK");
}

}  // namespace baithak
