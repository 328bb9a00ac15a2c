// SPDX-License-Identifier: MIT
#pragma once

// What the parts of one gateway share: its identity, its bus, its clock, its numbers. Lives on the gateway's loop.

#include "server/bus/bus.h"
#include "server/bus/topics.h"
#include "server/presence/presence_clock.h"
#include "server/runtime/clock.h"
#include "server/runtime/log.h"
#include "server/runtime/metrics.h"
#include "shared/base/ulid.h"

namespace baithak {

class ClientConnection;

struct GatewayLimits {
    std::uint32_t messagesPerSecond = 0;              // per connection, sustained; twice as many at once; 0: no limit
    std::chrono::milliseconds ackTimeout{5000};       // until a batch without outcome is sent again
    std::chrono::milliseconds sweepInterval{30'000};  // between comparisons of heads with the store
    std::chrono::milliseconds stallTimeout{30'000};   // of a client that does not confirm or read (4429)
    std::size_t undecidedMessages = 1024;             // past these the socket is not read
    std::size_t undecidedBytes = 4 * 1024 * 1024;
    std::size_t socketBytes = 1024 * 1024;  // queued for a socket, past which its stream waits
};

struct GatewayCounters {
    Gauge& connections;
    Counter& framesIn;
    Counter& framesOut;
    Counter& accepted;
    Counter& refused;
    Counter& repeated;
};

struct GatewayContext {
    GatewayId id;
    Loop& loop;
    Bus& bus;
    const Clock& clock;
    Log& log;
    UlidGenerator ids;
    PresenceClock presenceClock;
    GatewayLimits limits;
    GatewayCounters counters;

    // The connection is one of the gateway's from its opening to its end.
    std::function<void(ClientConnection&)> opened;
    std::function<void(ClientConnection&)> closed;
    // Calls connection.flush() at the end of this turn of the loop, once.
    std::function<void(ClientConnection&)> requestFlush;
    // The connection has cursors to hand on.
    std::function<void(ClientConnection&)> requestConfirm;
};

}  // namespace baithak
