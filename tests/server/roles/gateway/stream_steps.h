// SPDX-License-Identifier: MIT
#pragma once

// What the tests of a device's stream tell it and ask of it.

#include "server/roles/gateway/device_stream.h"
#include "tests/server/roles/gateway/log_samples.h"

namespace baithak::test {

using Seqs = std::vector<std::uint64_t>;

inline const ConversationId kChat("dm:ann:bob");
inline const ConversationId kOtherChat("dm:ann:eve");
inline const ConversationId kGroup("grp:0f0e0d0c-0000-4000-8000-000000000001");

inline StreamConfig config(std::size_t windowMessages = 256) {
    StreamConfig config;
    config.user = UserId("ann");
    config.device = kThisDevice;
    config.windowMessages = windowMessages;
    return config;
}

inline StreamConfig unwindowed() {
    auto open = config();
    open.isWindowed = false;
    return open;
}

inline Seqs sentBy(DeviceStream& stream) {
    Seqs seqs;
    for (const auto& each : stream.takeSends()) seqs.push_back(each.entry.seq);
    return seqs;
}

inline void live(DeviceStream& stream, const ConversationId& conversation, std::vector<LogEntry> entries) {
    stream.onLive(conversation, entries);
}

inline void heads(DeviceStream& stream, const ConversationId& conversation, std::uint64_t head, std::uint64_t cursor) {
    const std::vector<StreamHead> behind{{conversation, head, cursor}};
    stream.onHeads(behind);
}

inline LogRange range(const ConversationId& conversation, std::uint64_t from, std::uint64_t upto, std::uint64_t head,
                      std::vector<LogEntry> entries) {
    return {conversation, from, upto, head, std::move(entries)};
}

// One cursor, as conversation and seq; seq 0 when nothing moved.
inline std::uint64_t cursorOf(DeviceStream& stream, const ConversationId& conversation = kChat) {
    std::uint64_t seq = 0;
    for (const auto& cursor : stream.takeCursors()) {
        if (cursor.conversation == conversation) seq = cursor.seq;
    }
    return seq;
}

}  // namespace baithak::test
