// SPDX-License-Identifier: MIT
#include "tests/server/net/support/raw_peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cctype>
#include <cstdlib>
#include <cstring>

namespace baithak::test {
namespace {

constexpr std::array<unsigned char, 4> kMask{0x37, 0xFA, 0x21, 0x3D};

std::string lowered(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

void appendBigEndian(std::string& bytes, std::size_t value, int width) {
    for (int i = width - 1; i >= 0; --i) bytes += static_cast<char>(value >> (8 * i) & 0xFF);
}

std::size_t bigEndian(std::string_view bytes) {
    std::size_t value = 0;
    for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
    return value;
}

std::map<std::string, std::string> headersOf(std::string_view head) {
    std::map<std::string, std::string> headers;
    for (auto at = head.find("\r\n"); at != head.npos && at + 2 < head.size();) {
        const auto end = std::min(head.find("\r\n", at + 2), head.size());
        const auto line = head.substr(at + 2, end - at - 2);
        const auto colon = line.find(": ");
        if (colon != line.npos) headers[lowered(std::string(line.substr(0, colon)))] = line.substr(colon + 2);
        at = end == head.size() ? head.npos : end;
    }
    return headers;
}

}  // namespace

int RawFrame::closeCode() const {
    return opcode == 8 && payload.size() >= 2 ? static_cast<int>(bigEndian(payload.substr(0, 2))) : 0;
}

RawPeer::RawPeer(std::uint16_t port) {
    descriptor_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(descriptor_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return;
    ::close(descriptor_);
    descriptor_ = -1;
}

RawPeer::~RawPeer() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

bool RawPeer::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

void RawPeer::finish() { ::shutdown(descriptor_, SHUT_WR); }

void RawPeer::sendAndFinish(std::string_view bytes) {
    // Held until there is more: the end.
    (void)::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_MORE);
    finish();
}

void RawPeer::reset() {
    const linger hard{1, 0};
    ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    ::close(descriptor_);
    descriptor_ = -1;
}

bool RawPeer::fill() {
    if (descriptor_ < 0 || isEnded_) return false;
    pollfd wanted{descriptor_, POLLIN, 0};
    if (::poll(&wanted, 1, static_cast<int>(kPatience.count())) <= 0) return false;
    std::array<char, 65536> bytes;
    const auto size = ::recv(descriptor_, bytes.data(), bytes.size(), 0);
    isEnded_ = size <= 0;
    if (size > 0) received_.append(bytes.data(), static_cast<std::size_t>(size));
    return size > 0;
}

bool RawPeer::have(std::size_t size) {
    while (rest().size() < size) {
        if (!fill()) return false;
    }
    return true;
}

std::string RawPeer::take(std::size_t size) {
    std::string bytes(rest().substr(0, size));
    taken_ += size;
    if (taken_ > received_.size() / 2) {
        received_.erase(0, taken_);
        taken_ = 0;
    }
    return bytes;
}

RawAnswer RawPeer::readAnswer(bool hasBody) {
    std::size_t end = 0;
    while ((end = rest().find("\r\n\r\n")) == received_.npos) {
        if (!fill()) return {};
    }
    const auto head = take(end + 4);
    RawAnswer answer;
    answer.status = std::atoi(head.substr(head.find(' ') + 1, 3).c_str());
    answer.headers = headersOf(std::string_view(head).substr(0, end));
    const auto length = answer.headers.find("content-length");
    if (!hasBody || length == answer.headers.end()) return answer;
    const auto size = static_cast<std::size_t>(std::atoll(length->second.c_str()));
    if (!have(size)) return {};
    answer.body = take(size);
    return answer;
}

std::optional<std::string> RawPeer::readToEnd() {
    while (fill()) {
    }
    if (!isEnded_) return std::nullopt;
    return take(rest().size());
}

int RawPeer::handshake(std::string_view path) {
    send("GET " + std::string(path) +
         " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    return readAnswer().status;
}

void RawPeer::sendFrame(int opcode, std::string_view payload, bool isFinal, Framing framing) {
    send(frameBytes(opcode, payload, isFinal, framing));
}

RawFrame RawPeer::readFrame() {
    RawFrame frame;
    if (!have(2)) return frame;
    const auto first = static_cast<unsigned char>(rest()[0]);
    std::size_t size = static_cast<unsigned char>(rest()[1]) & 0x7F;
    const std::size_t width = size == 126 ? 2 : size == 127 ? 8 : 0;
    if (!have(2 + width)) return frame;
    if (width > 0) size = bigEndian(rest().substr(2, width));
    if (!have(2 + width + size)) return frame;
    take(2 + width);
    frame.opcode = first & 0x0F;
    frame.isFinal = (first & 0x80) != 0;
    frame.payload = take(size);
    return frame;
}

std::string frameBytes(int opcode, std::string_view payload, bool isFinal, Framing framing) {
    const int maskBit = framing == Framing::masked ? 0x80 : 0;
    std::string bytes;
    bytes += static_cast<char>((isFinal ? 0x80 : 0) | opcode);
    if (payload.size() < 126) {
        bytes += static_cast<char>(maskBit | static_cast<int>(payload.size()));
    } else if (payload.size() <= 0xFFFF) {
        bytes += static_cast<char>(maskBit | 126);
        appendBigEndian(bytes, payload.size(), 2);
    } else {
        bytes += static_cast<char>(maskBit | 127);
        appendBigEndian(bytes, payload.size(), 8);
    }
    if (framing == Framing::unmasked) return bytes.append(payload);
    for (const auto byte : kMask) bytes += static_cast<char>(byte);
    for (std::size_t i = 0; i < payload.size(); ++i) {
        bytes += static_cast<char>(static_cast<unsigned char>(payload[i]) ^ kMask[i % 4]);
    }
    return bytes;
}

}  // namespace baithak::test
