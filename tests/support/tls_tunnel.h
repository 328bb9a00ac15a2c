// SPDX-License-Identifier: MIT
#pragma once

// A port on this machine from which everything goes on to another over TLS, so that clients that speak none reach a
// server that speaks nothing else. The server's certificate is checked. Lives on the loop.

#include <cstdint>
#include <memory>
#include <string>

#include "tests/support/loop.h"

namespace baithak::test {

class TlsTunnel {
public:
    // To 127.0.0.1:`port`, whose certificate is to be signed by that of `authorityFile` (PEM) and be for `host`.
    TlsTunnel(Loop& loop, std::uint16_t port, const std::string& authorityFile, std::string host = "localhost");
    ~TlsTunnel();

    std::uint16_t port() const noexcept;

private:
    class Entrance;
    std::shared_ptr<Entrance> entrance_;
};

}  // namespace baithak::test
