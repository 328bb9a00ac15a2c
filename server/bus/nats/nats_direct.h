// SPDX-License-Identifier: MIT
#pragma once

// Events whose sender asks again (event.h, isAskedAgain) need not be kept on their way: they go straight to the process
// that holds their partition, which says when they are handled. One that nobody takes, or nobody speaks of in time,
// goes through its stream after all, and may then be handled twice. Used from any thread.

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "server/bus/nats/nats_link.h"

namespace baithak {

struct NatsParts;

class NatsDirect {
public:
    // What the holder says of an event; anything else sends it through its stream. The first word is waited for as
    // long as NatsBusConfig::directWait says, the next ones for half of its ackWait.
    static constexpr const char* kHandled = "+ACK";
    static constexpr const char* kInHand = "+WPI";
    static constexpr const char* kRefused = "-NAK";
    // The parts outlive it; they need a sender by the first event.
    static Result<std::unique_ptr<NatsDirect>> start(NatsParts& parts);

    // False when it can't go this way now: NATS is away, takes no event of that size, or too many wait for a word.
    bool send(std::string_view topic, std::uint32_t partition, const std::string& payload);
    // Some times a second: what was not spoken of in time takes the way through the stream. What can't is lost, as its
    // sender asks again; the log says so.
    void tick();
    std::size_t waiting() const;
    // All that still waits takes it; no word is heard any more.
    void stop();

private:
    using Time = std::chrono::steady_clock::time_point;
    struct Waiting {
        std::string topic;
        std::uint32_t partition = 0;
        std::string payload;
        Time until;
    };

    explicit NatsDirect(NatsParts& parts);
    void onWord(const natsMsg* message);
    // With the lock held.
    Waiting take(std::map<std::uint64_t, Waiting>::iterator waiting);
    void detour(Waiting event);
    void tellOfLost();

    NatsParts& parts_;
    Counter* handled_ = nullptr;
    Counter* detours_ = nullptr;
    Counter* lost_ = nullptr;
    mutable std::mutex mutex_;
    std::map<std::uint64_t, Waiting> waiting_;
    std::size_t waitingBytes_ = 0;
    std::size_t lostNow_ = 0;  // since it was told of last
    std::uint64_t lastId_ = 0;
    std::unique_ptr<NatsLink::Hearing> words_;
};

}  // namespace baithak
