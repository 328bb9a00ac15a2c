// SPDX-License-Identifier: MIT
#include "tests/e2e/tour/person.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "shared/protocol/codec.h"
#include "shared/protocol/frames.h"

namespace baithak::tour {

namespace {

bool isFromServer(const Message& message) { return message.source.view() == kServerName; }

// What a person is shown, as against acknowledgements, errors and receipts.
bool isShown(const Message& message) {
    return !isFromServer(message) && message.type != MessageType::serverAck && message.type != MessageType::clientAck;
}

}  // namespace

std::string textOf(const Message& message) {
    const auto body = nlohmann::json::parse(message.content, nullptr, false);
    if (body.is_object() && body.contains("text") && body["text"].is_string()) return body["text"].get<std::string>();
    return message.content;
}

Person::Person(test::Loop& loop, Transcript& transcript, test::Account account, std::string name, WireVersion form)
    : loop_(loop), transcript_(transcript), account_(std::move(account)), name_(std::move(name)), form_(form) {}

Person::~Person() = default;

std::string Person::formName() const {
    switch (form_) {
        case WireVersion::v1_0:
            return "v1 text";
        case WireVersion::v2_0:
            return "v2.0 text";
        case WireVersion::v2_1:
            return "v2.1 text";
        case WireVersion::v3_0:
            break;
    }
    return "v3 binary";
}

std::string Person::readingName() const {
    return form_ == WireVersion::v1_0 ? "v2.1 text, by its v1 names" : formName();
}

bool Person::come(std::uint16_t port) {
    isOpen_ = isOver_ = false;
    repeats_ = 0;
    test::WebSocketLink::Events events;
    events.onOpened = [this] { isOpen_ = true; };
    events.onOpenFailed = [this](int) { isOver_ = true; };
    events.onFrame = [this](std::string_view bytes, bool isBinary) { receive(bytes, isBinary); };
    events.onClosed = [this](std::uint16_t) { isOver_ = true; };
    events.onPong = [] {};
    link_ = std::make_unique<test::WebSocketLink>(loop_, std::move(events));
    // The newest form confirms strictly and asks for receipts; the older ones know nothing of that.
    const std::string query = isText() ? "?ack=true" : "?ack=true&format=binary&confirm=true";
    link_->open(port, "/v1.0/wss/" + query, account_.headers());
    return loop_.until([this] { return isOpen_ || isOver_; }) && isOpen_;
}

void Person::leave() {
    if (!link_) return;
    link_->close(1000);
    loop_.until([this] { return isOver_; });
    link_.reset();
    isOpen_ = false;
}

Message Person::compose(const std::string& destination, const std::string& text, ChannelKind channel) {
    Message message;
    message.version = form_;
    message.id = MessageId(account_.user + "-" + std::to_string(++lastId_));
    message.channel = channel;
    message.source = UserId(account_.user);
    message.destination = destination;
    message.content = R"({"text":")" + text + R"("})";
    message.sentAt = loop_.now();
    message.meta.set(meta_key::kContentType, "text");
    message.meta.set(meta_key::kAction, "message");
    return message;
}

Message Person::say(const std::string& destination, const std::string& text, ChannelKind channel) {
    auto message = compose(destination, text, channel);
    write(message);
    return message;
}

Message Person::typeTo(const std::string& destination) {
    auto message = makeTyping(UserId(destination), true);
    message.id = MessageId(account_.user + "-typing-" + std::to_string(++lastId_));
    message.source = UserId(account_.user);
    write(message);
    return message;
}

void Person::write(const Message& message) { link_->send(encodeAs(message, form_), !isText()); }

void Person::receive(std::string_view bytes, bool isBinary) {
    if (!isBinary && bytes == "pong") {
        ++pongs_;
        return;
    }
    auto message = isBinary ? decodeTrustedBinary(bytes) : decodeTrustedText(bytes);
    if (!message) {
        transcript_.broken(name_ + " got a frame that can't be read: " + message.error().text);
        return;
    }
    if (isBinary == isText()) transcript_.broken(name_ + " got a frame in a form that was not asked for");
    if (isShown(*message)) {
        confirm(*message);
        if (form_ == WireVersion::v1_0) checkOldNames(bytes, *message);
        const bool isRepeat = timesArrived(message->id.value) > 0;
        arrived_.push_back(message->id.value);
        repeats_ += isRepeat ? 1 : 0;
        if (isRepeat) return;
    }
    inbox_.push_back(std::move(*message));
}

void Person::checkOldNames(std::string_view frame, const Message& message) {
    const auto json = nlohmann::json::parse(frame, nullptr, false);
    const bool isNamed = json.value("msgId", "") == message.id.value &&
                         json.value("from", "") == message.source.value && json.value("to", "") == message.destination;
    if (!isNamed) transcript_.broken(name_ + " does not find the v1 names in " + message.id.value);
}

// The oldest clients confirm nothing: an answered ping does it for them (docs/protocol.md, A3).
void Person::confirm(const Message& message) {
    if (message.ephemeral || form_ == WireVersion::v1_0) return;
    const auto position = logPosition(message);
    if (!position) {
        transcript_.broken(name_ + " got " + message.id.value + " without its place in the conversation");
        return;
    }
    auto confirmation = makeClientAck(message.id, position->conversation, position->seq);
    confirmation.source = UserId(account_.user);
    write(confirmation);
}

std::optional<Message> Person::take(const Matches& matches) {
    const auto find = [&] { return std::find_if(inbox_.begin(), inbox_.end(), matches); };
    if (!loop_.until([&] { return find() != inbox_.end() || isOver_; }) && find() == inbox_.end()) return std::nullopt;
    const auto found = find();
    if (found == inbox_.end()) return std::nullopt;
    auto message = std::move(*found);
    inbox_.erase(found);
    return message;
}

std::optional<Message> Person::acknowledgement(const std::string& id) {
    return take([&id](const Message& m) { return m.type == MessageType::serverAck && m.id.value == id; });
}

std::optional<std::string> Person::refusal(const std::string& id) {
    const auto notice = take([&id](const Message& m) {
        const auto error = readErrorNotice(m);
        return isFromServer(m) && error && error->refusedId == id;
    });
    if (!notice) return std::nullopt;
    return std::string(wireName(readErrorNotice(*notice)->error.code));
}

std::optional<Message> Person::sees() {
    return take([](const Message& m) { return isShown(m) && !m.ephemeral; });
}

std::optional<Message> Person::seesEphemeral() {
    return take([](const Message& m) { return isShown(m) && m.ephemeral; });
}

bool Person::seesNothingMore() {
    const auto before = pongs_;
    link_->send("ping", false);
    if (!loop_.until([&] { return pongs_ > before || isOver_; }) || isOver_) return false;
    return std::none_of(inbox_.begin(), inbox_.end(), isShown);
}

int Person::timesArrived(const std::string& id) const {
    return static_cast<int>(std::count(arrived_.begin(), arrived_.end(), id));
}

}  // namespace baithak::tour
