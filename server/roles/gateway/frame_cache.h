// SPDX-License-Identifier: MIT
#pragma once

// The wire forms of the messages of one event: each is encoded at most once for each form, however many sockets it goes
// to. Lives as long as the event is being handed out.

#include <string_view>
#include <vector>

#include "server/net/web_socket.h"
#include "server/store/records.h"
#include "shared/protocol/codec.h"

namespace baithak {

class FrameCache {
public:
    // The frame of a stored message, with its place in the log.
    SharedBytes frame(const ConversationId& conversation, const LogEntry& entry, WireFormat format);
    // The frame of a message that has no place in a log.
    SharedBytes frame(const MessagePtr& message, WireFormat format);

private:
    struct Slot {
        const Message* message = nullptr;
        SharedBytes text;
        SharedBytes binary;
    };
    Slot& slotOf(const Message* message);

    std::vector<Slot> slots_;
    std::size_t lastUsed_ = 0;  // readers ask in the order of the event
};

}  // namespace baithak
