// SPDX-License-Identifier: MIT
#include "tests/simulation/old_device.h"

#include <algorithm>

#include "shared/protocol/codec.h"
#include "shared/protocol/frames.h"

namespace baithak::simulation {

using namespace std::chrono_literals;

namespace {

constexpr std::uint16_t kNormal = 1000;
constexpr auto kPath = "/v1.0/wss/?ack=true";

}  // namespace

OldDevice::OldDevice(Engine& engine, const NetWeather& weather, ChooseGateway chooseGateway, Account account,
                     WireVersion version, OldHabit habit)
    : Device(engine, weather, std::move(chooseGateway), std::move(account)), version_(version), habit_(habit) {}

void OldDevice::goOnline() {
    wantsOnline_ = true;
    if (isOpen_) return;
    ++try_;
    connect(kPath);
    // A connection that does not open is tried again.
    engine_.schedule.after(20s, [this, number = try_] {
        if (number == try_ && !isOpen_ && wantsOnline_) goOnline();
    });
}

void OldDevice::goOffline() {
    wantsOnline_ = isOpen_ = false;
    ++try_;
    disconnect(kNormal);
}

void OldDevice::restart() {
    engine_.note(name() + " restarts");
    abandon();
    isOpen_ = false;
    goOnline();
}

void OldDevice::send(Message message) {
    // The oldest forms can't say it.
    message.ephemeral = message.ephemeral && version_ >= WireVersion::v2_1;
    if (message.ephemeral && !isOpen_) return;
    if (!message.ephemeral) outbox_.push_back(message);
    if (isOpen_ && !isResendPlanned_) write(message);
}

void OldDevice::write(const Message& message) {
    auto bytes = encodeAs(message, version_);
    if (const auto sent = decodeText(bytes, user())) recordSent(*sent);
    Device::write(std::move(bytes), false);
}

void OldDevice::writeAll() {
    for (const auto& message : outbox_) write(message);
}

void OldDevice::onOpened() {
    isOpen_ = true;
    isResendPlanned_ = false;
    writeAll();
}

void OldDevice::onOpenFailed(int) { tryAgainLater(); }

void OldDevice::onClosed(std::uint16_t) {
    isOpen_ = false;
    tryAgainLater();
}

void OldDevice::tryAgainLater() {
    engine_.schedule.after(engine_.random.between(500ms, 3s), [this, number = ++try_] {
        if (number == try_ && wantsOnline_) goOnline();
    });
}

void OldDevice::onFrame(std::string_view bytes, bool) {
    const auto message = decodeTrustedText(bytes);
    if (!message) return;
    const auto position = logPosition(*message);
    if (message->source.view() == kServerName && message->type == MessageType::serverAck) {
        return recordAcked(message->id, position ? position->conversation : std::string(),
                           position ? position->seq : 0);
    }
    if (const auto notice = readErrorNotice(*message); notice && message->source.view() == kServerName) {
        const MessageId id(notice->refusedId);
        recordRefused(id, notice->error.code);
        const bool isForNow = notice->error.code == Errc::unavailable || notice->error.code == Errc::rateLimited;
        if (!isForNow) {
            std::erase_if(outbox_, [&](const Message& each) { return each.id == id; });
            return;
        }
        if (std::exchange(isResendPlanned_, true)) return;
        engine_.schedule.after(1s, [this, number = try_] {
            if (number != try_ || !isOpen_) return;
            isResendPlanned_ = false;
            writeAll();
        });
        return;
    }
    if (position) onArrival(*message, position->conversation, position->seq);
}

void OldDevice::onArrival(const Message& message, const std::string& conversation, std::uint64_t seq) {
    show(message, conversation, seq);
    if (habit_ == OldHabit::confirmsById) {
        recordConfirmed(conversation, seq);
        Device::write(encodeAs(makeClientAck(message.id), version_), false);
    }
    if (habit_ != OldHabit::tellsTheSender || message.type != MessageType::message || message.source == user()) return;
    Message state;
    state.type = MessageType::notification;
    state.id = nextId();
    state.source = user();
    state.destination = message.source.value;
    state.content = R"({"ids":[")" + message.id.value + R"("],"state":"DELIVERED"})";
    state.meta.set(meta_key::kContentType, "notification");
    state.meta.set(meta_key::kAction, "state");
    send(std::move(state));
}

}  // namespace baithak::simulation
