// SPDX-License-Identifier: MIT
#pragma once

// One load on one server: flows of numbered messages over open connections, either as fast as a window of unfinished
// messages allows or at a steady rate, and what came of it. A message is finished when its sender has the
// acknowledgement (where one is due) and all its readers have it. Losses, repeats and disorder are counted per reader
// and flow, over the whole life of the load.

#include <chrono>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/bench/frames.h"
#include "tests/bench/process_stats.h"
#include "tests/bench/wire.h"

namespace baithak::bench {

struct Faults {
    std::uint64_t lost = 0;
    std::uint64_t repeated = 0;
    std::uint64_t outOfOrder = 0;
};

// What one measured stretch of time gave. A delivery is one message at one reader (at its sender, for a load without
// readers).
struct Measure {
    // What one group of processes spent.
    struct Share {
        std::string name;
        double cpuMsPer1000 = 0;
    };

    double messagesPerSecond = 0;
    double deliveriesPerSecond = 0;
    double p50Ms = 0;
    double p99Ms = 0;
    double serverCpuMsPer1000 = 0;  // of messages; of all groups together
    double clientCpuMsPer1000 = 0;
    std::vector<Share> shares;  // by group
    Faults faults;
};

struct LoadConfig {
    WireVersion version = WireVersion::v3_0;
    bool isAcked = true;                     // the server acknowledges, and readers confirm
    std::size_t readers = 1;                 // of each message
    std::vector<ProcessGroup> servers = {};  // whose CPU time is counted
};

class Load {
public:
    Load(Poller& poller, LoadConfig config);

    // A connection that is opened at once; wait for all with waitOpen. Returns its number.
    std::size_t addWire(const Endpoint& server, const std::string& target, const std::string& headers);
    void waitOpen();
    // A flow of messages from that connection.
    void addFlow(std::size_t wire, FrameTemplate message);
    void setReaders(std::size_t readers) noexcept { config_.readers = readers; }

    // `window` unfinished messages a flow; measures for `time` after `warmUp`.
    Measure runClosed(std::size_t window, Clock::duration warmUp, Clock::duration time);
    // So many messages a second over all flows, evenly spaced; latency counts from when a message was due.
    Measure runSteady(double perSecond, Clock::duration time);
    // So many messages over all flows, within the window; the time it took.
    Clock::duration sendAll(std::size_t window, std::uint64_t messages);
    // Turns until the readers have so many deliveries in all, or nothing has come for five seconds.
    Clock::duration waitDeliveries(std::uint64_t deliveries);

    std::uint64_t deliveries() const noexcept { return deliveries_; }
    std::uint64_t sent() const noexcept { return sent_; }
    // Of the whole life; what is still under way counts as lost.
    Faults faults() const;

private:
    struct Slot {
        Clock::time_point due;
        std::uint32_t waiting = 0;
    };
    struct Flow {
        Wire* wire = nullptr;
        FrameTemplate message;
        std::uint32_t next = 0;
        std::vector<Slot> slots;
    };
    // What one reader has of one flow.
    struct Stream {
        std::uint32_t next = 0;
        std::set<std::uint32_t> holes;
        std::uint64_t repeated = 0;
        std::uint64_t outOfOrder = 0;
    };
    struct Reader {
        std::unique_ptr<Wire> wire;
        std::vector<Stream> streams;  // by flow; empty for those never seen
    };

    void onFrame(std::size_t reader, std::uint8_t opcode, std::string_view payload);
    void confirmOther(Wire& wire, std::uint8_t opcode, std::string_view payload);
    void onDelivery(Reader& reader, const Seen& seen);
    void onPart(Flow& flow, std::uint32_t number);
    void send(std::size_t flow, Clock::time_point due);
    void fill(std::size_t window);
    void finish();
    template <class Turns>
    Measure measure(Turns turns);

    Poller& poller_;
    LoadConfig config_;
    std::uint8_t opcode_;
    FrameTemplate confirmation_;
    std::vector<Reader> readers_;
    std::size_t open_ = 0;  // of the readers, from the first on
    std::vector<Flow> flows_;
    bool isRefilling_ = false;
    bool isRecording_ = false;
    std::vector<float> latencies_;  // milliseconds
    std::uint64_t sent_ = 0;
    std::uint64_t finished_ = 0;
    std::uint64_t deliveries_ = 0;
    std::uint64_t sendLimit_ = UINT64_MAX;
};

}  // namespace baithak::bench
