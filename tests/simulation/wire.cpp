// SPDX-License-Identifier: MIT
#include "tests/simulation/wire.h"

#include <algorithm>

namespace baithak::simulation {
namespace {

using namespace std::chrono_literals;

constexpr std::uint16_t kAbnormal = 1006;
constexpr auto kCloseTimeout = 5s;

}  // namespace

Wire::Wire(Engine& engine, const NetWeather& weather, std::shared_ptr<Server> server, WireEvents events)
    : engine_(engine), weather_(weather), server_(server), events_(std::move(events)) {}

Time Wire::arrival(Time& last) {
    return last = std::max(last, engine_.schedule.now() + engine_.random.between(100us, weather_.slowest));
}

void Wire::toServer(Action action) {
    engine_.schedule.at(arrival(lastToServer_), [self = shared_from_this(), action = std::move(action)] {
        const auto server = self->server_.lock();
        if (self->isDown_ || !server) return;
        server->process().turn(action);
    });
}

void Wire::toClient(Action action) {
    engine_.schedule.at(arrival(lastToClient_), [self = shared_from_this(), action = std::move(action)] {
        if (!self->isDown_) action();
    });
}

// --- the client's side ---

void Wire::open(HttpRequest request) {
    const auto server = server_.lock();
    if (!server || server->isGone()) {
        engine_.schedule.at(arrival(lastToClient_), [self = shared_from_this()] { self->endAtClient(kAbnormal); });
        return;
    }
    server->keep(shared_from_this());
    engine_.schedule.at(arrival(lastToServer_), [self = shared_from_this(), request = std::move(request)] {
        const auto there = self->server_.lock();
        if (self->isDown_ || !there) return;
        there->upgrade(request, [self](auto listener) { self->onUpgraded(std::move(listener)); });
    });
}

void Wire::onUpgraded(Result<std::shared_ptr<WebSocketListener>> listener) {
    if (isDown_) return;
    if (!listener) {
        toClient([this, status = httpStatus(listener.error().code)] {
            isDown_ = true;
            if (const auto failed = std::exchange(events_, {}).onOpenFailed) failed(status);
        });
        return;
    }
    listener_ = std::move(*listener);
    self_ = shared_from_this();
    toClient([this] {
        isOpenAtClient_ = true;
        if (events_.onOpened) events_.onOpened();
    });
    listener_->onOpen(*this);
}

void Wire::send(std::string bytes, bool isBinary) {
    toServer([this, bytes = std::move(bytes), isBinary] {
        if (!listener_) return;
        if (isReadingPaused_)
            unread_.emplace_back(bytes, isBinary);
        else
            listener_->onMessage(bytes, isBinary);
    });
}

void Wire::close(std::uint16_t code) {
    events_ = {};
    toServer([this, code] { endAtServer(code); });
}

void Wire::abandon() {
    events_ = {};
    cut(engine_.random.between(1ms, 3s), 0us);
}

void Wire::setStalled(bool isStalled) {
    isStalled_ = isStalled;
    if (!isStalled) release();
}

// --- the network ---

void Wire::cut(Duration untilServerHears, Duration untilClientHears) {
    if (std::exchange(isDown_, true)) return;
    engine_.schedule.after(untilServerHears, [self = shared_from_this()] {
        const auto server = self->server_.lock();
        if (server) server->process().turn([self] { self->endAtServer(kAbnormal); });
    });
    engine_.schedule.after(untilClientHears, [self = shared_from_this()] { self->endAtClient(kAbnormal); });
}

void Wire::serverIsGone() {
    const auto self = std::exchange(self_, nullptr);
    listener_.reset();
    if (std::exchange(isDown_, true)) return;
    // The machine says so for its dead process, or is dead itself.
    const auto heard =
        engine_.random.chance(0.8) ? engine_.random.between(1ms, 200ms) : engine_.random.between(1s, 60s);
    engine_.schedule.after(heard, [self = shared_from_this()] { self->endAtClient(kAbnormal); });
}

void Wire::endAtServer(std::uint16_t code) {
    const auto self = std::exchange(self_, nullptr);
    const auto listener = std::exchange(listener_, nullptr);
    isDown_ = true;
    if (listener) listener->onClosed(code);
}

void Wire::endAtClient(std::uint16_t code) {
    isDown_ = true;
    const auto events = std::exchange(events_, {});
    if (isOpenAtClient_) {
        if (events.onClosed) events.onClosed(code);
    } else if (events.onOpenFailed) {
        events.onOpenFailed(0);
    }
}

// --- the server's side ---

void Wire::queue(Frame frame) {
    if (isClosing_) return;
    if (frame.bytes) queuedBytes_ += frame.bytes->size();
    toClient([this, frame = std::move(frame)] {
        held_.push_back(frame);
        if (!isStalled_) release();
    });
}

void Wire::release() {
    while (!held_.empty() && !isDown_ && !isStalled_) {
        const auto frame = std::move(held_.front());
        held_.pop_front();
        deliver(frame);
    }
}

void Wire::deliver(const Frame& frame) {
    if (!frame.bytes) {
        toServer([this, payload = frame.ping] {
            if (listener_) listener_->onPong(payload);
        });
        if (events_.onPong) events_.onPong();
        return;
    }
    queuedBytes_ -= frame.bytes->size();
    if (queuedBytes_ == 0) {
        toServer([this] {
            if (listener_ && queuedBytes_ == 0) listener_->onDrained();
        });
    }
    if (events_.onFrame) events_.onFrame(*frame.bytes, frame.isBinary);
}

void Wire::close(std::uint16_t code, std::string_view) {
    if (std::exchange(isClosing_, true)) return;
    toClient([this, code] {
        toServer([this, code] { endAtServer(code); });
        const auto closed = std::exchange(events_, {}).onClosed;
        if (closed) closed(code);
    });
    engine_.schedule.after(kCloseTimeout, [self = shared_from_this()] {
        const auto server = self->server_.lock();
        if (server) server->process().turn([self] { self->endAtServer(kAbnormal); });
    });
}

void Wire::resumeReading() {
    isReadingPaused_ = false;
    while (!unread_.empty() && !isReadingPaused_ && listener_) {
        const auto [bytes, isBinary] = std::move(unread_.front());
        unread_.pop_front();
        listener_->onMessage(bytes, isBinary);
    }
}

}  // namespace baithak::simulation
