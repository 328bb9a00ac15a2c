// SPDX-License-Identifier: MIT
#pragma once

// Wakes a device that is away, through the service of its maker. A push is a hint: the message itself is in the log.
// Lives on one loop.

#include <chrono>
#include <cstdint>
#include <string>

#include "server/runtime/task.h"

namespace baithak {

struct PushMessage {
    std::string recipient;  // for the log: user and device
    std::string token;      // a secret
    std::string message;    // as the device reads it: v2.1 text, or base64 of v3
    std::string conversation;
    int tries = 1;  // which try it is
};

enum class PushOutcome : std::uint8_t {
    sent,
    deadToken,  // nobody is behind the token any more: forget it
    refused,    // this message will never be taken
    failed,     // the service could not be had, and there were tries enough
    later       // the service could not be had: try again
};

struct PushAnswer {
    PushOutcome outcome = PushOutcome::failed;
    std::chrono::milliseconds after{};  // with `later`: not before that time has passed
};

class PushProvider {
public:
    virtual ~PushProvider() = default;
    // One try, for a bounded time: whoever waits for another does so elsewhere.
    virtual Task<PushAnswer> push(PushMessage message) = 0;
    // The bytes of `message` that the service takes.
    virtual std::size_t maxBytes() const noexcept = 0;
    // The server is ending: every try, also one that is under way, has its answer within that time or soon after.
    virtual void hurry(std::chrono::milliseconds within) = 0;
};

}  // namespace baithak
