// SPDX-License-Identifier: MIT
#pragma once

// The load generator's own WebSocket client: one thread, one epoll, frames masked with a zero key (so that masking
// costs the client nothing), and everything queued for a socket within one turn written at once. It shares the machine
// with the server under test, so what it spends is taken from the server; the echo reference is driven by the same
// code. A failure ends the run: a bench does not recover.

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace baithak::bench {

using Clock = std::chrono::steady_clock;

class Poller;

// Where a server listens.
struct Endpoint {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;
};

// One connection. Stays where it is while the poller knows it.
class Wire {
public:
    using OnFrame = std::function<void(Wire& wire, std::uint8_t opcode, std::string_view payload)>;
    static constexpr std::uint8_t kText = 1;
    static constexpr std::uint8_t kBinary = 2;

    Wire(Poller& poller, OnFrame onFrame);
    ~Wire();
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    // Connects and asks for the upgrade; isOpen tells when the answer is there.
    void open(const Endpoint& server, const std::string& target, const std::string& headers);
    bool isOpen() const noexcept { return isUpgraded_; }
    // Queues one frame; it leaves at the end of the turn.
    void send(std::uint8_t opcode, std::string_view payload);
    void close();

private:
    friend class Poller;

    void onReadable();
    void onUpgraded();
    void takeFrames();
    void flush();

    Poller& poller_;
    OnFrame onFrame_;
    int socket_ = -1;
    bool isUpgraded_ = false;
    bool isDirty_ = false;
    bool isBlocked_ = false;  // the kernel takes no more for now
    std::string in_;          // what has come and is no whole frame yet
    std::string out_;
    std::size_t written_ = 0;
};

class Poller {
public:
    Poller();
    ~Poller();

    // Turns until the condition holds or the time has come; true for the condition.
    bool runUntil(const std::function<bool()>& condition, Clock::time_point end);
    // Waits for events, at most until then, handles them, and writes what was queued.
    void turn(Clock::time_point until);

private:
    friend class Wire;

    void add(Wire& wire);
    void watchWriting(Wire& wire, bool isWanted);
    void flushDirty();

    int epoll_;
    std::vector<Wire*> dirty_;
    std::vector<char> buffer_;
};

}  // namespace baithak::bench
