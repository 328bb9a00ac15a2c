// SPDX-License-Identifier: MIT
#pragma once

// One WebSocket (RFC 6455) as the gateway sees it: callbacks, not coroutines, as this is the one hot place
// (docs/performance.md). Everything is called on the loop of the listener it came in by. Frames queued within one turn
// of the loop leave in one write. Protocol pings of the client are answered by the implementation; a frame over
// limits::kFrameBytes closes with 1009, bad UTF-8 in a text frame with 1007.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "server/net/http_request.h"

namespace baithak {

// Bytes of one frame, shared by all sockets they go to.
using SharedBytes = std::shared_ptr<const std::string>;

class WebSocket {
public:
    virtual ~WebSocket() = default;

    // Queues a frame. Does nothing once the socket is closing.
    virtual void sendText(SharedBytes payload) = 0;
    virtual void sendBinary(SharedBytes payload) = 0;
    // A protocol ping behind what is queued; its pong calls onPong with the same payload, of 125 bytes at most.
    virtual void sendPing(std::string_view payload) = 0;
    // Sends what is queued, then the close frame; onClosed follows, at the latest after the close timeout.
    virtual void close(std::uint16_t code, std::string_view reason) = 0;
    // Stops reading from the socket (back-pressure), and goes on.
    virtual void pauseReading() = 0;
    virtual void resumeReading() = 0;
    // Bytes queued and not yet taken by the kernel.
    virtual std::size_t queuedBytes() const noexcept = 0;
};

// What a role does with a socket. Shared with the implementation until onClosed has returned.
class WebSocketListener {
public:
    virtual ~WebSocketListener() = default;

    // The handshake is done. The socket lives until onClosed.
    virtual void onOpen(WebSocket& socket) = 0;
    virtual void onMessage(std::string_view payload, bool isBinary) = 0;
    // Also when nobody asked (RFC 6455, 5.5.3): only the payload tells which ping it answers.
    virtual void onPong(std::string_view payload) = 0;
    // All that was queued is with the kernel.
    virtual void onDrained() = 0;
    // The end, for any reason: 1006 when there was no close frame. Called once, last.
    virtual void onClosed(std::uint16_t code) = 0;
};

// Decides about an upgrade: a listener accepts it, an Error refuses it with its HTTP status.
using UpgradeHandler = std::function<Task<Result<std::shared_ptr<WebSocketListener>>>(HttpRequestPtr request)>;

}  // namespace baithak
