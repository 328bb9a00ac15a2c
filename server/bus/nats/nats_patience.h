// SPDX-License-Identifier: MIT
#pragma once

// Patience with NATS: brokers that have just begun, or have just lost their leader, answer after some seconds. Blocks
// the calling thread, so it is for starting, and for threads of the bus.

#include <chrono>

#include <nats/nats.h>

#include "shared/base/result.h"

namespace baithak {

inline constexpr std::chrono::milliseconds kNatsPatience{20'000};

// No broker, or none with a leader, has answered: the same may succeed later.
inline bool isNatsAway(natsStatus status) {
    return status == NATS_TIMEOUT || status == NATS_CONNECTION_DISCONNECTED || status == NATS_CONNECTION_CLOSED ||
           status == NATS_NO_RESPONDERS || status == NATS_NO_SERVER || status == NATS_INSUFFICIENT_BUFFER;
}

// Asks again until `mayPass` says of the answer that it won't become a better one, or the time is over; the last
// answer.
template <class Ask, class MayPass>
auto askPatiently(std::chrono::milliseconds atMost, const Ask& ask, const MayPass& mayPass) {
    constexpr std::int64_t kPauseMs = 250;
    const auto end = std::chrono::steady_clock::now() + atMost;
    for (;;) {
        auto answer = ask();
        if (!mayPass(answer) || std::chrono::steady_clock::now() >= end) return answer;
        nats_Sleep(kPauseMs);
    }
}

// The same for a result: Errc::unavailable may pass.
template <class Ask>
auto askPatiently(std::chrono::milliseconds atMost, const Ask& ask) {
    return askPatiently(atMost, ask,
                        [](const auto& answer) { return !answer && answer.error().code == Errc::unavailable; });
}

}  // namespace baithak
