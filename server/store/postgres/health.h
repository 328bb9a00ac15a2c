// SPDX-License-Identifier: MIT
#pragma once

// Whether the server can be had, as the lanes find it: one sentence when it can't. Safe from any thread.

#include <atomic>
#include <chrono>
#include <mutex>
#include <string>

#include "server/runtime/log.h"
#include "server/store/postgres/failure.h"
#include "shared/base/error.h"

namespace baithak::postgres {

class Health {
public:
    Health(std::string server, Log& log) : server_(std::move(server)), log_(log) {}

    std::string problem() const;
    Error error() const { return {Errc::unavailable, problem()}; }
    bool isFailing() const noexcept { return failing_.load(std::memory_order_relaxed); }
    // Whether nobody should try to connect yet.
    bool isResting() const;

    Error noteAway(const Failure& failure);     // no connection can be had
    Error noteRefusal(const Failure& failure);  // there is one, but the server keeps nothing: its disk is full
    // A read shows that the server is there, only a write that it keeps things.
    void noteServed(bool hasWritten);
    // The error for a call whose own transaction failed; says nothing about the next one.
    Error errorFor(const Failure& failure);
    // The connection was lost after COMMIT was sent.
    Error unknownOutcome() const;

private:
    Error note(std::string sentence, bool isAway);

    const std::string server_;
    Log& log_;
    std::atomic<bool> failing_{false};
    bool isAway_ = false;
    mutable std::mutex mutex_;
    std::string problem_;
    std::chrono::steady_clock::time_point restUntil_{};
    std::chrono::milliseconds rest_{0};
};

}  // namespace baithak::postgres
