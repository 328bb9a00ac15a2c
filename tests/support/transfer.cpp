// SPDX-License-Identifier: MIT
#include "tests/support/transfer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

namespace baithak::test {
namespace {

constexpr std::size_t kPart = 256 * 1024;
constexpr timeval kPatience{20, 0};

}  // namespace

Transfer::Transfer(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) cut();
}

Transfer::~Transfer() { cut(); }

void Transfer::cut() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
}

bool Transfer::begin(const std::string& method, const std::string& target, const std::string& headers) {
    return send(method + " " + target + " HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n");
}

bool Transfer::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool Transfer::sendPattern(std::uint64_t from, std::uint64_t size) {
    while (size > 0) {
        const auto part = std::min<std::uint64_t>(size, kPart);
        if (!send(bytesAt(from, part))) return false;
        from += part;
        size -= part;
    }
    return true;
}

int Transfer::readStatus() {
    std::size_t end = 0;
    while ((end = rest_.find("\r\n\r\n")) == rest_.npos) {
        char buffer[4096];
        const auto got = ::recv(socket_, buffer, sizeof buffer, 0);
        if (got <= 0) return 0;
        rest_.append(buffer, static_cast<std::size_t>(got));
    }
    const int status = std::atoi(rest_.c_str() + rest_.find(' ') + 1);
    rest_.erase(0, end + 4);
    return status;
}

std::uint64_t Transfer::readPattern(std::uint64_t from, std::uint64_t size) {
    std::uint64_t right = 0;
    std::string buffer(kPart, '\0');
    while (right < size) {
        std::string_view got = rest_;
        if (rest_.empty()) {
            const auto read = ::recv(socket_, buffer.data(), std::min<std::uint64_t>(buffer.size(), size - right), 0);
            if (read <= 0) break;
            got = std::string_view(buffer).substr(0, static_cast<std::size_t>(read));
        }
        if (got != bytesAt(from + right, got.size())) break;
        right += got.size();
        rest_.clear();
    }
    return right;
}

std::uint64_t Transfer::skip(std::uint64_t size) {
    std::uint64_t skipped = std::min<std::uint64_t>(rest_.size(), size);
    rest_.erase(0, skipped);
    std::string buffer(kPart, '\0');
    while (skipped < size) {
        const auto read = ::recv(socket_, buffer.data(), std::min<std::uint64_t>(buffer.size(), size - skipped), 0);
        if (read <= 0) break;
        skipped += static_cast<std::uint64_t>(read);
    }
    return skipped;
}

std::string bytesAt(std::uint64_t from, std::uint64_t size) {
    std::string bytes(size, '\0');
    for (std::uint64_t i = 0; i < size; ++i) {
        const auto at = from + i;
        bytes[i] = static_cast<char>(at % 8 == 0 ? at >> 3 : at >> (at % 8 * 3));
    }
    return bytes;
}

std::uint64_t memoryOf(pid_t pid, const std::string& what) {
    std::ifstream status("/proc/" + std::to_string(pid) + "/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with(what + ":")) return std::stoull(line.substr(what.size() + 1)) * 1024;
    }
    return 0;
}

}  // namespace baithak::test
