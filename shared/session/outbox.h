// SPDX-License-Identifier: MIT
#pragma once

// What one account has sent or wants to send, until the server has acknowledged or refused it. The messages leave in
// the order in which they were added; those in flight are always the front part of the queue, so one mark divides what
// was sent on this connection from what was not. Pure; used by ClientSession.

#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>

#include "shared/base/ids.h"
#include "shared/base/timestamp.h"
#include "shared/model/message.h"

namespace baithak {

class Outbox {
public:
    // Adds to the end. False when a message of that id is queued already: the queue stays as it is.
    bool add(Message message);

    // The first message not in flight, or nullptr. The pointer holds until the next change.
    const Message* next() const noexcept;
    // That message has been sent: it is in flight.
    void markSent(Timestamp now);

    // Whether a message of that id was sent at some time and still waits for its answer.
    bool isUnanswered(const MessageId& id) const noexcept;
    // Takes the message out. Nothing when it was never sent: an answer to it can't be one of ours.
    std::optional<Message> takeAnswered(const MessageId& id);

    // The message and all behind it are to be sent again, in order. Ignored for an id not in flight.
    void sendAgainFrom(const MessageId& id);
    // All that was in flight is to be sent again: the connection is gone.
    void sendAllAgain() noexcept;

    std::size_t size() const noexcept { return entries_.size(); }
    std::size_t inFlight() const noexcept { return inFlight_; }
    // When the longest unanswered message in flight was sent; nothing when none is in flight.
    std::optional<Timestamp> oldestSentAt() const noexcept;

private:
    struct Entry {
        Message message;
        Timestamp sentAt;
        bool wasSent = false;  // at some time, on some connection
    };
    using Entries = std::map<std::uint64_t, Entry>;

    Entries entries_;  // by place in the queue
    std::unordered_map<MessageId, std::uint64_t> places_;
    std::uint64_t end_ = 0;     // the place of the next added message
    std::uint64_t unsent_ = 0;  // places below are in flight
    std::size_t inFlight_ = 0;
};

}  // namespace baithak
