// SPDX-License-Identifier: MIT
#pragma once

// A WebSocket without a session, for tests of what no honest client does: sends any bytes, keeps what comes back. Lives
// on the loop; not movable.

#include <cstdint>
#include <deque>
#include <string>

#include "tests/support/rest_client.h"
#include "tests/support/sockets.h"

namespace baithak::test {

class RawClient {
public:
    struct Frame {
        std::string bytes;
        bool isBinary = false;
    };

    RawClient(Loop& loop, std::uint16_t port, const std::string& target, const Headers& headers);

    // Waits for the handshake's end; false when it was refused or nothing came in time.
    bool waitOpen();
    // Waits for so many frames in all, beyond those taken.
    bool waitFrames(std::size_t count, std::chrono::milliseconds deadline = std::chrono::seconds(5));
    bool waitClosed(std::chrono::milliseconds deadline = std::chrono::seconds(10));
    // The oldest frame not taken yet, waiting for it; throws TestFailure when none comes.
    Frame take();

    WebSocketLink& link() noexcept { return link_; }
    bool isOpen() const noexcept { return isOpen_ && closeCode_ == 0; }
    int httpStatus() const noexcept { return httpStatus_; }  // of a refused handshake
    std::uint16_t closeCode() const noexcept { return closeCode_; }
    std::size_t pongs() const noexcept { return pongs_; }
    const std::deque<Frame>& frames() const noexcept { return frames_; }

private:
    Loop& loop_;
    std::deque<Frame> frames_;
    bool isOpen_ = false;
    bool isFailed_ = false;
    int httpStatus_ = 0;
    std::uint16_t closeCode_ = 0;
    std::size_t pongs_ = 0;
    WebSocketLink link_;
};

}  // namespace baithak::test
