// SPDX-License-Identifier: MIT
#include "tests/support/scripted_client.h"

#include <algorithm>

#include "shared/model/conversation.h"

namespace baithak::test {

namespace {

constexpr std::uint16_t kAbnormalClosure = 1006;

}  // namespace

ScriptedClient::ScriptedClient(Loop& loop, std::uint16_t port, Account account, Options options)
    : loop_(loop), port_(port), account_(std::move(account)), options_(std::move(options)), timer_(loop) {
    if (options_.name.empty()) options_.name = account_.user;
    record(event::DeviceAdded{options_.name, account_.user, {}});
    makeSession();
}

ScriptedClient::~ScriptedClient() = default;

void ScriptedClient::makeSession() {
    SessionConfig config;
    config.user = UserId(account_.user);
    config.sendAs = options_.sendAs;
    config.receiveAs = options_.receiveAs;
    config.strict = options_.isStrict;
    config.backoff = options_.backoff;
    config.connectTimeout = options_.connectTimeout;
    config.ackTimeout = options_.ackTimeout;
    config.seed = options_.seed;
    session_ = std::make_unique<ClientSession>(config);
    session_->restoreOutbox(outbox_);
    for (const auto& [conversation, seq] : kept_) session_->restorePosition(conversation, seq);
}

void ScriptedClient::start() {
    session_->start(loop_.now());
    act();
}

void ScriptedClient::goOnline(std::chrono::milliseconds deadline) {
    start();
    if (!loop_.until([this] { return isOnline() || signedOutCode_ != 0; }, deadline) || !isOnline())
        throw TestFailure(options_.name + " could not go online (" + std::to_string(signedOutCode_) + ").");
}

void ScriptedClient::goOffline() {
    session_->stop(loop_.now());
    act();
}

void ScriptedClient::cutConnection() {
    if (link_) link_->cut();
}

void ScriptedClient::setPort(std::uint16_t port) {
    port_ = port;
    session_->retryNow(loop_.now());
    act();
}

void ScriptedClient::restart() {
    record(event::Note{options_.name + " restarts"});
    link_.reset();
    timer_.cancel();
    makeSession();
    start();
}

std::string ScriptedClient::sendText(const std::string& destination, const std::string& text, ChannelKind channel) {
    Message message;
    message.id = MessageId(options_.name + "-" + std::to_string(++lastId_));
    message.channel = channel;
    message.source = UserId(account_.user);
    message.destination = destination;
    message.content = R"({"text":")" + text + R"("})";
    message.sentAt = Timestamp{1'700'000'000'000 + lastId_};
    message.meta.set(meta_key::kContentType, "text");
    message.meta.set(meta_key::kAction, "message");
    send(message);
    return message.id.value;
}

void ScriptedClient::send(Message message) {
    message.source = UserId(account_.user);
    // An older frame can't say so: the server keeps the message, and so has its sender to.
    message.ephemeral = message.ephemeral && options_.sendAs >= WireVersion::v2_1;
    destinations_[message.id.value] = conversationOf(message).value;
    if (!message.ephemeral) outbox_.push_back(message);
    session_->send(loop_.now(), std::move(message));
    act();
}

void ScriptedClient::confirm(const session_action::Arrived& arrived) {
    if (arrived.seq != 0) record(event::Confirmed{options_.name, arrived.conversation, arrived.seq});
    session_->confirm(arrived.message.id, arrived.conversation, arrived.seq);
    act();
}

bool ScriptedClient::hasArrived(const std::string& id) const {
    return std::any_of(arrived_.begin(), arrived_.end(),
                       [&id](const auto& each) { return each.message.id.value == id; });
}

std::uint64_t ScriptedClient::lastSeq(const std::string& conversation) const {
    const auto at = kept_.find(conversation);
    return at == kept_.end() ? 0 : at->second;
}

void ScriptedClient::connect() {
    const std::uint64_t connection = ++connection_;
    // A link of the past may still have something to say; only the present one is listened to.
    const auto isCurrent = [this, connection] { return connection == connection_; };
    WebSocketLink::Events events;
    events.onOpened = [this, isCurrent] {
        if (!isCurrent()) return;
        record(event::Note{options_.name + " is online, connection " + std::to_string(connection_)});
        session_->onOpened(loop_.now());
        act();
    };
    events.onOpenFailed = [this, isCurrent](int status) {
        if (!isCurrent()) return;
        session_->onOpenFailed(loop_.now(), status);
        act();
    };
    events.onFrame = [this, isCurrent](std::string_view bytes, bool isBinary) {
        if (!isCurrent()) return;
        recordReceived(bytes, isBinary);
        session_->onFrame(loop_.now(), bytes, isBinary);
        act();
    };
    events.onClosed = [this, isCurrent](std::uint16_t code) {
        if (!isCurrent()) return;
        lastCloseCode_ = code;
        record(event::Note{options_.name + " is offline, code " + std::to_string(code)});
        session_->onClosed(loop_.now(), code);
        act();
    };
    events.onPong = [this, isCurrent] {
        if (isCurrent()) session_->onPong(loop_.now());
    };
    link_ = std::make_unique<WebSocketLink>(loop_, std::move(events));
    link_->open(port_, session_->path(), account_.headers());
}

void ScriptedClient::act() {
    // What an action does may cause more of them.
    for (auto actions = session_->takeActions(); !actions.empty(); actions = session_->takeActions())
        for (auto& action : actions) std::visit([this](auto& each) { on(each); }, action);
    const Timestamp due = session_->nextDeadline();
    if (due.ms == 0) return timer_.cancel();
    timer_.set(due, [this] {
        session_->onTick(loop_.now());
        act();
    });
}

void ScriptedClient::on(session_action::Connect&) { connect(); }

void ScriptedClient::on(session_action::Disconnect& action) {
    const bool wasOpen = action.code != 0 && link_ != nullptr;
    ++connection_;
    if (wasOpen) link_->close(action.code);
    session_->onClosed(loop_.now(), kAbnormalClosure);
}

void ScriptedClient::on(session_action::SendFrame& action) {
    recordSent(action);
    link_->send(std::move(action.bytes), action.isBinary);
}

void ScriptedClient::on(session_action::Arrived& action) {
    arrived_.push_back(action);
    if (action.seq != 0) {
        record(event::Shown{options_.name, action.conversation, action.seq, action.message.source.value,
                            action.message.id.value});
        auto& kept = kept_[action.conversation];
        kept = std::max(kept, action.seq);
    }
    if (!options_.confirms || action.message.ephemeral) return;
    if (action.seq != 0) record(event::Confirmed{options_.name, action.conversation, action.seq});
    session_->confirm(action.message.id, action.conversation, action.seq);
}

void ScriptedClient::on(session_action::Acknowledged& action) {
    if (action.seq != 0) record(event::Acked{options_.name, action.conversation, action.id.value, action.seq});
    std::erase_if(outbox_, [&action](const Message& message) { return message.id == action.id; });
    acknowledged_.insert_or_assign(action.id.value, std::move(action));
}

void ScriptedClient::on(session_action::Refused& action) {
    record(event::Refused{options_.name, destinations_[action.id.value], action.id.value, action.error.code});
    std::erase_if(outbox_, [&action](const Message& message) { return message.id == action.id; });
    refused_.insert_or_assign(action.id.value, std::move(action.error));
}

void ScriptedClient::on(session_action::ReceiptMoved& action) { receipts_.push_back(std::move(action.receipt)); }
void ScriptedClient::on(session_action::GapFound& action) { gaps_.push_back(std::move(action)); }
void ScriptedClient::on(session_action::LinkChanged&) {}
void ScriptedClient::on(session_action::SignedOut& action) { signedOutCode_ = action.code; }

void ScriptedClient::recordSent(const session_action::SendFrame& frame) {
    if (options_.history == nullptr || frame.bytes == "ping") return;
    const UserId user(account_.user);
    const auto message = frame.isBinary ? decodeBinary(frame.bytes, user) : decodeText(frame.bytes, user);
    if (!message || message->type == MessageType::clientAck) return;
    record(event::Sent{options_.name, conversationOf(*message).value, message->id.value, comparable(message->content),
                       message->ephemeral});
}

void ScriptedClient::recordReceived(std::string_view bytes, bool isBinary) {
    if (options_.history == nullptr) return;
    const auto message = isBinary ? decodeTrustedBinary(bytes) : decodeTrustedText(bytes);
    if (!message || message->type == MessageType::serverAck) return;
    const auto position = logPosition(*message);
    if (!position) return;
    record(event::Received{options_.name, connection_, position->conversation, position->seq, message->source.value,
                           message->id.value, comparable(message->content)});
}

void ScriptedClient::record(Event event) {
    if (options_.history != nullptr) options_.history->add(std::move(event));
}

}  // namespace baithak::test
