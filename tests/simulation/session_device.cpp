// SPDX-License-Identifier: MIT
#include "tests/simulation/session_device.h"

#include <algorithm>

namespace baithak::simulation {

using namespace std::chrono_literals;

namespace {

constexpr std::uint16_t kAbnormal = 1006;

}  // namespace

SessionDevice::SessionDevice(Engine& engine, const NetWeather& weather, ChooseGateway chooseGateway, Account account,
                             WireVersion version, bool isStrict)
    : Device(engine, weather, std::move(chooseGateway), std::move(account)) {
    config_.user = user();
    config_.sendAs = version;
    config_.receiveAs = version == WireVersion::v3_0 ? WireFormat::binary : WireFormat::text;
    config_.strict = isStrict;
    config_.seed = engine.random.next();
    makeSession();
}

void SessionDevice::makeSession() {
    ++run_;
    session_ = std::make_unique<ClientSession>(config_);
    session_->restoreOutbox(outbox_);
    for (const auto& [conversation, seq] : shown_) session_->restorePosition(conversation, seq);
}

void SessionDevice::goOnline() {
    session_->start(engine_.wallNow());
    session_->retryNow(engine_.wallNow());
    act();
}

void SessionDevice::goOffline() {
    session_->stop(engine_.wallNow());
    act();
}

void SessionDevice::restart() {
    engine_.note(name() + " restarts");
    abandon();
    makeSession();
    goOnline();
}

void SessionDevice::send(Message message) {
    if (!message.ephemeral) outbox_.push_back(message);
    session_->send(engine_.wallNow(), std::move(message));
    act();
}

void SessionDevice::onOpened() {
    session_->onOpened(engine_.wallNow());
    act();
}
void SessionDevice::onOpenFailed(int status) {
    session_->onOpenFailed(engine_.wallNow(), status);
    act();
}
void SessionDevice::onFrame(std::string_view bytes, bool isBinary) {
    session_->onFrame(engine_.wallNow(), bytes, isBinary);
    act();
}
void SessionDevice::onClosed(std::uint16_t code) {
    session_->onClosed(engine_.wallNow(), code);
    act();
}
void SessionDevice::onPong() { session_->onPong(engine_.wallNow()); }

void SessionDevice::act() {
    for (auto actions = session_->takeActions(); !actions.empty(); actions = session_->takeActions())
        for (auto& action : actions) std::visit([this](auto& each) { on(each); }, action);
    const auto due = session_->nextDeadline();
    const auto wake = ++wake_;
    if (due.ms == 0) return;
    const auto wait = std::max<std::chrono::milliseconds>(due - engine_.wallNow(), 0ms);
    engine_.schedule.after(wait, [this, wake] {
        if (wake != wake_) return;
        session_->onTick(engine_.wallNow());
        act();
    });
}

void SessionDevice::on(session_action::Connect&) { connect(session_->path()); }

void SessionDevice::on(session_action::Disconnect& action) {
    disconnect(action.code);
    session_->onClosed(engine_.wallNow(), kAbnormal);
}

void SessionDevice::on(session_action::SendFrame& action) {
    const auto message = action.isBinary ? decodeBinary(action.bytes, user()) : decodeText(action.bytes, user());
    if (message && message->type != MessageType::clientAck) recordSent(*message);
    write(std::move(action.bytes), action.isBinary);
}

void SessionDevice::on(session_action::Arrived& action) {
    if (action.seq == 0) return;
    show(action.message, action.conversation, action.seq);
    if (engine_.random.chance(0.2)) return confirmLater(action);
    recordConfirmed(action.conversation, action.seq);
    session_->confirm(action.message.id, action.conversation, action.seq);
}

// Keeping it takes its time.
void SessionDevice::confirmLater(const session_action::Arrived& arrived) {
    engine_.schedule.after(
        engine_.random.between(1ms, 300ms),
        [this, run = run_, id = arrived.message.id, conversation = arrived.conversation, seq = arrived.seq] {
            if (run != run_) return;
            recordConfirmed(conversation, seq);
            session_->confirm(id, conversation, seq);
            act();
        });
}

void SessionDevice::on(session_action::Acknowledged& action) {
    recordAcked(action.id, action.conversation, action.seq);
}

void SessionDevice::on(session_action::Refused& action) {
    recordRefused(action.id, action.error.code);
    std::erase_if(outbox_, [&](const Message& message) { return message.id == action.id; });
}

void SessionDevice::on(session_action::SignedOut& action) {
    engine_.violations.push_back(name() + " was signed out (" + std::to_string(action.code) +
                                 "), and nobody had done so.");
}

}  // namespace baithak::simulation
