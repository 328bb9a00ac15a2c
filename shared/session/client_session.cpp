// SPDX-License-Identifier: MIT
#include "shared/session/client_session.h"

#include <algorithm>
#include <utility>

#include "shared/protocol/validate.h"

namespace baithak {

namespace {

constexpr std::uint16_t kNormalClosure = 1000;
constexpr std::uint16_t kGoingAway = 1001;
constexpr std::uint16_t kServiceRestart = 1012;
constexpr std::uint16_t kKeyEnded = 4401;
constexpr std::uint16_t kReplaced = 4409;
constexpr int kUnauthorized = 401;

// A draining cluster may pass a client on more than once; a server that does nothing else gets the backoff.
constexpr unsigned kRestartsAtOnce = 3;

constexpr std::string_view kPing = "ping";
constexpr std::string_view kPong = "pong";

// The server is away or asks for time: the message stays ours, and is sent again.
bool isTemporary(Errc code) noexcept { return code == Errc::unavailable || code == Errc::rateLimited; }

// 0 stands for "no deadline".
Timestamp earlier(Timestamp a, Timestamp b) noexcept {
    if (a.ms == 0) return b;
    if (b.ms == 0) return a;
    return std::min(a, b);
}

}  // namespace

ClientSession::ClientSession(SessionConfig config)
    : config_(std::move(config)), reconnect_(config_.backoff, config_.seed), resend_(config_.backoff, ~config_.seed) {}

void ClientSession::restoreOutbox(std::vector<Message> queued) {
    for (auto& message : queued) outbox_.add(std::move(message));
}

void ClientSession::restorePosition(std::string conversation, std::uint64_t lastKeptSeq) {
    inbox_.restore(conversation, lastKeptSeq);
}

void ClientSession::start(Timestamp now) {
    wantsOnline_ = true;
    if (state_ == State::idle) return connect(now);
    isWanted_ = state_ == State::closing;
}

void ClientSession::stop(Timestamp) {
    wantsOnline_ = false;
    isWanted_ = false;
    if (state_ == State::connecting || state_ == State::open) {
        disconnect(kNormalClosure);
    } else if (state_ == State::waiting) {
        state_ = State::idle;
        setLink(Link::offline);
    }
}

void ClientSession::retryNow(Timestamp now) {
    if (state_ == State::waiting) return connect(now);
    isWanted_ = state_ == State::closing;
}

void ClientSession::onOpened(Timestamp now) {
    if (state_ != State::connecting) return;
    state_ = State::open;
    openedAt_ = now;
    resumeAt_ = {};
    heard(now);
    setLink(Link::online);
    flush(now);
}

void ClientSession::onOpenFailed(Timestamp now, int httpStatus) {
    if (state_ != State::connecting && state_ != State::closing) return;
    if (httpStatus == kUnauthorized) return signOut(kKeyEnded);
    connectionEnded(now, false);
}

void ClientSession::onClosed(Timestamp now, std::uint16_t code) {
    if (state_ == State::idle || state_ == State::waiting) return;
    if (code == kKeyEnded || code == kReplaced) return signOut(code);
    const bool wasOpen = state_ == State::open;
    if (wasOpen && now - openedAt_ >= config_.backoff.stableAfter) {
        reconnect_.reset();
        restarts_ = 0;
    }
    connectionEnded(now, wasOpen && code == kServiceRestart && restarts_++ < kRestartsAtOnce);
}

void ClientSession::onPong(Timestamp now) {
    if (state_ == State::open) heard(now);
}

void ClientSession::onTick(Timestamp now) {
    if (state_ == State::waiting && now >= retryAt_) return connect(now);
    if (state_ == State::connecting && now >= connectUntil_) return disconnect(kGoingAway);
    if (state_ == State::open) checkConnection(now);
}

void ClientSession::send(Timestamp now, Message message) {
    if (auto valid = validateMessage(message); !valid) {
        actions_.push_back(session_action::Refused{message.id, valid.error()});
        return;
    }
    if (!message.ephemeral) {
        outbox_.add(std::move(message));
        return flush(now);
    }
    if (state_ != State::open) {
        actions_.push_back(session_action::Refused{message.id, {Errc::unavailable, "There is no connection."}});
        return;
    }
    sendNow(message);
    ephemeral_.insert(message.id);
}

void ClientSession::confirm(const MessageId& id, std::string_view conversation, std::uint64_t seq) {
    inbox_.kept(std::string(conversation), seq);
    // Without a connection there is nobody to tell: the server sends it again, and then it is confirmed.
    if (state_ == State::open) sendNow(makeClientAck(id, conversation, seq));
}

Timestamp ClientSession::nextDeadline() const noexcept {
    switch (state_) {
        case State::waiting:
            return retryAt_;
        case State::connecting:
            return connectUntil_;
        case State::open:
            break;
        case State::idle:
        case State::closing:
            return {};
    }
    Timestamp due = pingedAt_.ms != 0 ? pingedAt_ + config_.ackTimeout : heardAt_ + config_.pingInterval;
    if (const auto oldest = outbox_.oldestSentAt()) due = earlier(due, *oldest + config_.ackTimeout);
    if (outbox_.next() != nullptr) due = earlier(due, resumeAt_);
    return due;
}

std::vector<SessionAction> ClientSession::takeActions() { return std::exchange(actions_, {}); }

Link ClientSession::link() const noexcept { return link_; }

std::size_t ClientSession::queued() const noexcept { return outbox_.size(); }

std::string ClientSession::path() const {
    std::string path = "/v1.0/wss/?ack=true&format=";
    path += config_.receiveAs == WireFormat::binary ? "binary" : "text";
    if (config_.strict) path += "&confirm=true";
    return path;
}

void ClientSession::connect(Timestamp now) {
    state_ = State::connecting;
    connectUntil_ = now + config_.connectTimeout;
    setLink(Link::connecting);
    actions_.push_back(session_action::Connect{});
}

void ClientSession::disconnect(std::uint16_t code) {
    state_ = State::closing;
    actions_.push_back(session_action::Disconnect{code});
    setLink(Link::offline);
}

void ClientSession::connectionEnded(Timestamp now, bool atOnce) {
    outbox_.sendAllAgain();
    for (const auto& id : std::exchange(ephemeral_, {}))
        actions_.push_back(session_action::Refused{id, {Errc::unavailable, "The connection ended before the answer."}});
    if (!wantsOnline_) {
        state_ = State::idle;
        return setLink(Link::offline);
    }
    if (std::exchange(isWanted_, false) || atOnce) return connect(now);
    state_ = State::waiting;
    retryAt_ = now + reconnect_.next();
    setLink(Link::offline, retryAt_);
}

void ClientSession::signOut(std::uint16_t code) {
    wantsOnline_ = false;
    connectionEnded({}, false);
    actions_.push_back(session_action::SignedOut{code});
}

void ClientSession::setLink(Link link, Timestamp retryAt) {
    if (link == link_ && retryAt.ms == 0) return;
    link_ = link;
    actions_.push_back(session_action::LinkChanged{link, retryAt});
}

void ClientSession::heard(Timestamp now) noexcept {
    heardAt_ = now;
    pingedAt_ = {};
}

void ClientSession::flush(Timestamp now) {
    if (state_ != State::open || now < resumeAt_) return;
    resumeAt_ = {};
    while (outbox_.inFlight() < config_.maxInFlight) {
        const Message* next = outbox_.next();
        if (next == nullptr) return;
        sendNow(*next);
        outbox_.markSent(now);
    }
}

void ClientSession::sendNow(const Message& message) {
    actions_.push_back(
        session_action::SendFrame{encodeAs(message, config_.sendAs), config_.sendAs == WireVersion::v3_0});
}

void ClientSession::checkConnection(Timestamp now) {
    const auto oldest = outbox_.oldestSentAt();
    const bool isUnanswered = oldest && now >= *oldest + config_.ackTimeout;
    const bool isDead = pingedAt_.ms != 0 && now >= pingedAt_ + config_.ackTimeout;
    if (isUnanswered || isDead) return disconnect(kGoingAway);
    if (pingedAt_.ms == 0 && now >= heardAt_ + config_.pingInterval) {
        pingedAt_ = now;
        actions_.push_back(session_action::SendFrame{std::string(kPing), false});
    }
    flush(now);
}

void ClientSession::onFrame(Timestamp now, std::string_view bytes, bool isBinary) {
    if (state_ != State::open) return;
    heard(now);
    if (!isBinary && bytes == kPong) return;
    // A frame that can't be read is not for this version: what it carried stays unconfirmed at the server.
    if (auto message = isBinary ? decodeTrustedBinary(bytes) : decodeTrustedText(bytes))
        onMessage(now, *std::move(message));
}

void ClientSession::onMessage(Timestamp now, Message message) {
    if (message.type == MessageType::clientAck) return;
    // Only the server's own word counts for these; another user's message of the same look is just a message.
    if (message.source.view() == kServerName) {
        if (message.type == MessageType::serverAck) return onServerAck(now, message);
        if (const auto notice = readErrorNotice(message)) return onRefusal(now, *notice);
        if (auto receipt = readReceipt(message)) {
            actions_.push_back(session_action::ReceiptMoved{*std::move(receipt)});
            return;
        }
    }
    if (message.type == MessageType::serverAck) return;
    auto position = logPosition(message);
    onArrival(std::move(message), position ? *std::move(position) : LogPosition{});
}

void ClientSession::onServerAck(Timestamp now, const Message& ack) {
    auto position = logPosition(ack);
    if (!position) position.emplace();
    const bool isOurs = outbox_.takeAnswered(ack.id).has_value() || ephemeral_.erase(ack.id) > 0;
    if (!isOurs) return;
    if (position->seq != 0) inbox_.sentByUs(position->conversation, position->seq);
    resend_.reset();
    actions_.push_back(
        session_action::Acknowledged{ack.id, std::move(position->conversation), position->seq, ack.serverTimestamp});
    flush(now);
}

void ClientSession::onRefusal(Timestamp now, const ErrorNotice& notice) {
    const MessageId id{notice.refusedId};
    if (ephemeral_.erase(id) > 0) {
        actions_.push_back(session_action::Refused{id, notice.error});
        return;
    }
    if (!outbox_.isUnanswered(id)) return;
    if (isTemporary(notice.error.code)) {
        // All behind it waits as well: what the server takes later must not stand before it.
        outbox_.sendAgainFrom(id);
        if (now >= resumeAt_) resumeAt_ = now + resend_.next();
        return;
    }
    outbox_.takeAnswered(id);
    actions_.push_back(session_action::Refused{id, notice.error});
    flush(now);
}

void ClientSession::onArrival(Message message, LogPosition position) {
    if (position.seq == 0) {
        actions_.push_back(session_action::Arrived{std::move(message), {}, 0});
        return;
    }
    const auto arrival = inbox_.arrived(position.conversation, position.seq);
    if (arrival.verdict == Inbox::Verdict::kept)
        return sendNow(makeClientAck(message.id, position.conversation, position.seq));
    if (arrival.verdict == Inbox::Verdict::pending) return;
    for (const auto& gap : arrival.gaps)
        actions_.push_back(session_action::GapFound{position.conversation, gap.first - 1, gap.end});
    actions_.push_back(session_action::Arrived{std::move(message), std::move(position.conversation), position.seq});
}

}  // namespace baithak
