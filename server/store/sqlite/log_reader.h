// SPDX-License-Identifier: MIT
#pragma once

// Reads logs as one user may see them, on the reader's thread, within its transaction.

#include <optional>
#include <string>
#include <vector>

#include "server/store/records.h"
#include "server/store/sqlite/message_index.h"

namespace baithak::sqlite {

// The stretch of a log that a user may see.
struct Interval {
    std::uint64_t first = 1;
    std::uint64_t last = 0;
};

// A conversation as its participant sees it.
struct View {
    std::int64_t conversation = 0;
    std::int64_t user = 0;
    ConversationKind kind = ConversationKind::direct;
    std::vector<Interval> intervals;  // ascending
    std::uint64_t head() const noexcept { return intervals.empty() ? 0 : intervals.back().last; }
};

class LogReader {
public:
    explicit LogReader(Connection& connection);

    Result<LogRange> fetch(const UserId& user, DeviceNumber device, const ConversationId& conversation,
                           std::uint64_t from, std::size_t maxMessages, std::size_t maxBytes);
    Result<LogRange> page(const UserId& user, const ConversationId& conversation, std::optional<std::uint64_t> after,
                          std::optional<std::uint64_t> before, std::size_t limit);
    std::uint64_t lastSeqOf(const ConversationId& conversation, const UserId& author,
                            const std::vector<MessageId>& ids);
    std::vector<StreamHead> behind(const UserId& user, DeviceNumber device);

    // Fills in what the user may see of it, up to `head`.
    void readIntervals(View& view, std::uint64_t head);
    // The last message the user may see; nothing when there is none.
    std::optional<LogEntry> last(const View& view);

private:
    struct Bounds {
        std::size_t messages;
        std::size_t bytes;
    };
    std::optional<View> find(const UserId& user, const ConversationId& conversation);
    std::uint64_t cursorOf(DeviceNumber device, std::int64_t conversation);
    bool readUp(const View& view, Interval stretch, Bounds bounds, std::vector<LogEntry>& entries);
    bool readDown(const View& view, Interval stretch, std::size_t limit, std::vector<LogEntry>& entries);

    Statement selectView_, selectIntervals_, selectCursor_, selectBehind_, selectUp_, selectDown_, selectNumber_;
    MessageIndex index_;
};

LogEntry entryOf(std::uint64_t seq, std::uint64_t origin, std::string_view frame);

}  // namespace baithak::sqlite
