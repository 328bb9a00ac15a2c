// SPDX-License-Identifier: MIT
#include "tests/simulation/device.h"

#include "shared/model/conversation.h"
#include "shared/protocol/codec.h"
#include "shared/protocol/frames.h"

namespace baithak::simulation {
namespace {

using namespace std::chrono_literals;
namespace event = test::event;

HttpRequest requestTo(const std::string& target, const Account& account) {
    HttpRequest request;
    request.method = "GET";
    const auto question = target.find('?');
    request.path = target.substr(0, question);
    if (question != std::string::npos) request.query = parseQuery(std::string_view(target).substr(question + 1));
    request.headers = {{"user", account.user.value}, {"accesskey", account.key}};
    return request;
}

}  // namespace

Device::Device(Engine& engine, const NetWeather& weather, ChooseGateway chooseGateway, Account account)
    : engine_(engine), account_(std::move(account)), weather_(weather), chooseGateway_(std::move(chooseGateway)) {
    engine_.history.add(event::DeviceAdded{account_.device, account_.user.value, {}});
}

Device::~Device() { abandon(); }

void Device::connect(const std::string& path) {
    abandon();
    const auto connection = ++connection_;
    WireEvents events;
    events.onOpened = [this, connection] {
        engine_.note(name() + " is online, connection " + std::to_string(connection));
        onOpened();
    };
    events.onOpenFailed = [this](int status) { onOpenFailed(status); };
    events.onFrame = [this](std::string_view bytes, bool isBinary) {
        recordReceived(bytes, isBinary);
        onFrame(bytes, isBinary);
    };
    events.onClosed = [this](std::uint16_t code) {
        engine_.note(name() + " is offline, code " + std::to_string(code));
        onClosed(code);
    };
    events.onPong = [this] { onPong(); };
    auto gateway = chooseGateway_();
    if (!gateway) {
        // Nobody listens.
        return engine_.schedule.after(1ms, [this, connection] {
            if (connection == connection_) onOpenFailed(0);
        });
    }
    wire_ = std::make_shared<Wire>(engine_, weather_, std::move(gateway), std::move(events));
    wire_->open(requestTo(path, account_));
}

void Device::disconnect(std::uint16_t code) {
    ++connection_;
    if (const auto wire = std::exchange(wire_, nullptr)) wire->close(code);
}

void Device::abandon() {
    if (const auto wire = std::exchange(wire_, nullptr)) wire->abandon();
}

void Device::write(std::string bytes, bool isBinary) {
    if (wire_) wire_->send(std::move(bytes), isBinary);
}

// Either side may not hear of it for long.
void Device::cutConnection() {
    if (!wire_) return;
    auto& random = engine_.random;
    const auto heard = [&random] { return random.chance(0.7) ? random.between(0us, 100ms) : random.between(1s, 50s); };
    const auto server = heard();
    const auto client = heard();
    engine_.note(name() + " is cut off");
    wire_->cut(server, client);
}

void Device::setStalled(bool isStalled) {
    if (wire_) wire_->setStalled(isStalled);
}

std::uint64_t Device::shownUpTo(const std::string& conversation) const {
    const auto found = shown_.find(conversation);
    return found == shown_.end() ? 0 : found->second;
}

void Device::recordSent(const Message& message) {
    sent_.try_emplace(message.id, message);
    engine_.history.add(
        event::Sent{name(), conversationOf(message).value, message.id.value, message.content, message.ephemeral});
}

void Device::recordAcked(const MessageId& id, const std::string& conversation, std::uint64_t seq) {
    std::erase_if(outbox_, [&](const Message& message) { return message.id == id; });
    if (seq == 0) return;
    engine_.history.add(event::Acked{name(), conversation, id.value, seq});
    const auto found = sent_.find(id);
    if (found != sent_.end()) acknowledged_.push_back(found->second);
}

void Device::recordRefused(const MessageId& id, Errc code) {
    const auto found = sent_.find(id);
    const auto conversation = found == sent_.end() ? std::string() : conversationOf(found->second).value;
    engine_.history.add(event::Refused{name(), conversation, id.value, code});
}

void Device::recordReceived(std::string_view bytes, bool isBinary) {
    const auto message = isBinary ? decodeTrustedBinary(bytes) : decodeTrustedText(bytes);
    if (!message || message->type == MessageType::serverAck) return;
    const auto position = logPosition(*message);
    if (!position) return;
    engine_.history.add(event::Received{name(), connection_, position->conversation, position->seq,
                                        message->source.value, message->id.value, message->content});
}

bool Device::show(const Message& message, const std::string& conversation, std::uint64_t seq) {
    auto& last = shown_[conversation];
    if (seq <= last) return false;
    last = seq;
    engine_.history.add(event::Shown{name(), conversation, seq, message.source.value, message.id.value});
    if (message.source != user()) lastShown_ = message;
    return true;
}

void Device::recordConfirmed(const std::string& conversation, std::uint64_t seq) {
    engine_.history.add(event::Confirmed{name(), conversation, seq});
}

}  // namespace baithak::simulation
