// SPDX-License-Identifier: MIT
#include "tests/bench/wire.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace baithak::bench {

namespace {

constexpr std::uint8_t kFinal = 0x80;
constexpr std::uint8_t kMasked = 0x80;
constexpr std::uint8_t kOpcodeBits = 0x0F;
constexpr std::uint8_t kClose = 8;
constexpr std::uint8_t kPing = 9;
constexpr std::uint8_t kPong = 10;
constexpr std::size_t kReadBytes = 256 * 1024;

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error(what + ": " + std::strerror(errno)); }

struct FrameHead {
    std::uint8_t opcode = 0;
    std::size_t headBytes = 0;
    std::size_t payloadBytes = 0;
};

// A server's frame is not masked. False while the head is not complete.
bool readHead(std::string_view bytes, FrameHead& head) {
    if (bytes.size() < 2) return false;
    const auto at = [bytes](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
    head.opcode = at(0) & kOpcodeBits;
    const std::size_t shortLength = at(1) & 0x7F;
    const std::size_t extra = shortLength == 126 ? 2 : shortLength == 127 ? 8 : 0;
    head.headBytes = 2 + extra;
    if (bytes.size() < head.headBytes) return false;
    head.payloadBytes = extra == 0 ? shortLength : 0;
    for (std::size_t i = 0; i < extra; ++i) head.payloadBytes = head.payloadBytes << 8 | at(2 + i);
    return true;
}

}  // namespace

Wire::Wire(Poller& poller, OnFrame onFrame) : poller_(poller), onFrame_(std::move(onFrame)) {}

Wire::~Wire() { close(); }

void Wire::open(const Endpoint& server, const std::string& target, const std::string& headers) {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket_ < 0) fail("socket");
    const int on = 1;
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(server.port);
    inet_pton(AF_INET, server.address.c_str(), &address.sin_addr);
    if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 && errno != EINPROGRESS)
        fail("connect");
    out_ = "GET " + target + " HTTP/1.1\r\nHost: " + server.address + ":" + std::to_string(server.port) +
           "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
           headers + "\r\n";
    isBlocked_ = true;  // until connected
    poller_.add(*this);
}

void Wire::send(std::uint8_t opcode, std::string_view payload) {
    std::array<char, 14> head{};
    std::size_t size = 0;
    head[size++] = static_cast<char>(kFinal | opcode);
    if (payload.size() < 126) {
        head[size++] = static_cast<char>(kMasked | payload.size());
    } else {
        head[size++] = static_cast<char>(kMasked | 126);
        head[size++] = static_cast<char>(payload.size() >> 8);
        head[size++] = static_cast<char>(payload.size());
    }
    size += 4;  // the key: zero
    out_.append(head.data(), size);
    out_.append(payload);
    if (!std::exchange(isDirty_, true)) poller_.dirty_.push_back(this);
}

void Wire::close() {
    if (socket_ < 0) return;
    ::close(socket_);
    socket_ = -1;
    isUpgraded_ = false;
    if (isDirty_) std::erase(poller_.dirty_, this);
    isDirty_ = false;
}

void Wire::onReadable() {
    auto& buffer = poller_.buffer_;
    const ssize_t size = ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (size <= 0) throw std::runtime_error("The server closed a connection of the bench.");
    in_.append(buffer.data(), static_cast<std::size_t>(size));
    if (!isUpgraded_) onUpgraded();
    if (isUpgraded_) takeFrames();
}

void Wire::onUpgraded() {
    const auto end = in_.find("\r\n\r\n");
    if (end == std::string::npos) return;
    if (!in_.starts_with("HTTP/1.1 101")) throw std::runtime_error("No upgrade: " + in_.substr(0, in_.find('\r')));
    in_.erase(0, end + 4);
    isUpgraded_ = true;
}

void Wire::takeFrames() {
    std::string_view rest = in_;
    FrameHead head;
    while (readHead(rest, head) && rest.size() >= head.headBytes + head.payloadBytes) {
        const auto payload = rest.substr(head.headBytes, head.payloadBytes);
        rest.remove_prefix(head.headBytes + head.payloadBytes);
        if (head.opcode == kClose) throw std::runtime_error("The server said goodbye to a connection of the bench.");
        if (head.opcode == kPing)
            send(kPong, payload);
        else if (head.opcode != kPong)
            onFrame_(*this, head.opcode, payload);
    }
    in_.erase(0, in_.size() - rest.size());
}

void Wire::flush() {
    isDirty_ = false;
    if (isBlocked_ || socket_ < 0) return;
    while (written_ < out_.size()) {
        const ssize_t size = ::send(socket_, out_.data() + written_, out_.size() - written_, MSG_NOSIGNAL);
        if (size < 0 && errno == EAGAIN) {
            isBlocked_ = true;
            return poller_.watchWriting(*this, true);
        }
        if (size < 0) fail("send");
        written_ += static_cast<std::size_t>(size);
    }
    out_.clear();
    written_ = 0;
}

Poller::Poller() : epoll_(epoll_create1(EPOLL_CLOEXEC)), buffer_(kReadBytes) {}

Poller::~Poller() { ::close(epoll_); }

void Poller::add(Wire& wire) {
    epoll_event event{EPOLLIN | EPOLLOUT, {.ptr = &wire}};
    if (epoll_ctl(epoll_, EPOLL_CTL_ADD, wire.socket_, &event) != 0) fail("epoll_ctl");
}

void Poller::watchWriting(Wire& wire, bool isWanted) {
    epoll_event event{isWanted ? EPOLLIN | EPOLLOUT : EPOLLIN, {.ptr = &wire}};
    epoll_ctl(epoll_, EPOLL_CTL_MOD, wire.socket_, &event);
}

bool Poller::runUntil(const std::function<bool()>& condition, Clock::time_point end) {
    while (!condition()) {
        if (Clock::now() >= end) return false;
        turn(end);
    }
    return true;
}

void Poller::turn(Clock::time_point until) {
    flushDirty();
    const auto left = std::max(Clock::duration::zero(), until - Clock::now());
    const auto nanoseconds = std::chrono::duration_cast<std::chrono::nanoseconds>(left).count();
    const timespec wait{nanoseconds / 1'000'000'000, nanoseconds % 1'000'000'000};
    std::array<epoll_event, 256> events;
    const int count = epoll_pwait2(epoll_, events.data(), static_cast<int>(events.size()), &wait, nullptr);
    for (int i = 0; i < count; ++i) {
        auto& wire = *static_cast<Wire*>(events[static_cast<std::size_t>(i)].data.ptr);
        const auto what = events[static_cast<std::size_t>(i)].events;
        if ((what & EPOLLOUT) != 0) {
            wire.isBlocked_ = false;
            watchWriting(wire, false);
            wire.flush();
        }
        if ((what & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0 && wire.socket_ >= 0) wire.onReadable();
    }
    flushDirty();
}

void Poller::flushDirty() {
    for (std::size_t i = 0; i < dirty_.size(); ++i) dirty_[i]->flush();
    dirty_.clear();
}

}  // namespace baithak::bench
