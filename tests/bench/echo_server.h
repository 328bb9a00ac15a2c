// SPDX-License-Identifier: MIT
#pragma once

// The reference: a plain Beast WebSocket echo in a process of its own, one thread, callbacks. It does nothing that a
// reader would not write first, so that it stands for "what the library gives".

#include <cstdint>

#include <sys/types.h>

namespace baithak::bench {

class EchoServer {
public:
    // Starts the process; it ends with this object.
    EchoServer();
    ~EchoServer();
    EchoServer(const EchoServer&) = delete;
    EchoServer& operator=(const EchoServer&) = delete;

    std::uint16_t port() const noexcept { return port_; }
    pid_t pid() const noexcept { return pid_; }

private:
    pid_t pid_ = -1;
    std::uint16_t port_ = 0;
};

}  // namespace baithak::bench
