// SPDX-License-Identifier: MIT
#pragma once

// Finds the message of a source and id in a log: the table `known`. The writer and the reader have one each.

#include <array>
#include <optional>
#include <string>

#include "server/store/sqlite/connection.h"
#include "shared/model/message.h"

namespace baithak::sqlite {

// Where a message stands in `messages`: a log is one stretch of positions. Both numbers fit in 32 bits.
constexpr std::int64_t positionOf(std::int64_t conversation, std::uint64_t seq) {
    return (conversation << 32) | static_cast<std::int64_t>(seq);
}
constexpr std::uint64_t seqOf(std::int64_t position) { return static_cast<std::uint64_t>(position) & 0xffff'ffff; }

// A message that is in a log already.
struct KnownMessage {
    std::uint64_t seq = 0;
    Message message;
};

class MessageIndex {
public:
    explicit MessageIndex(Connection& connection);

    std::optional<KnownMessage> find(std::int64_t conversation, const UserId& source, const MessageId& id);
    // Notes that the message will stand at `seq`; answers the one that is there instead, if there is one.
    std::optional<KnownMessage> add(std::int64_t conversation, const UserId& source, const MessageId& id,
                                    std::uint64_t seq);

private:
    std::uint32_t firstSlot(const UserId& source, const MessageId& id);
    std::optional<KnownMessage> readIfSame(std::int64_t conversation, std::uint64_t seq, const UserId& source,
                                           const MessageId& id);

    Statement insert_, select_, selectFrame_;
    std::array<unsigned char, 16> key_{};
    std::string hashed_;
};

}  // namespace baithak::sqlite
