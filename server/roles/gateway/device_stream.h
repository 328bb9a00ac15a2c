// SPDX-License-Identifier: MIT
#pragma once

// What one device has of each conversation, and what it may be sent next: the gateway's half of "delivered until
// confirmed, once a connection, in order" (docs/architecture.md). A pure state machine for one connection: rings,
// ranges of logs and confirmations go in; messages to write, ranges to fetch and moved cursors come out. Catching up
// and live are one ordered stream: a message is sent when it is the next of its conversation and the window has room;
// everything else is fetched from the log when its turn comes.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "server/store/records.h"
#include "shared/protocol/limits.h"

namespace baithak {

struct StreamConfig {
    UserId user;
    DeviceNumber device = kNoDevice;
    std::size_t windowMessages = limits::kWindowMessages;
    std::size_t windowBytes = limits::kWindowBytes;
    bool isWindowed = true;  // false: the client confirms nothing by itself; only its pongs do
};

class DeviceStream {
public:
    struct ToSend {
        ConversationId conversation;
        LogEntry entry;
    };
    struct ToFetch {
        ConversationId conversation;
        std::uint64_t from = 0;  // 0: behind the stored cursor
        std::size_t maxMessages = 0;
        std::size_t maxBytes = 0;
    };
    struct Cursor {
        ConversationId conversation;
        std::uint64_t seq = 0;
    };

    explicit DeviceStream(StreamConfig config) : config_(std::move(config)) {}

    // Where the device is behind, by the store. Also heals rings that were lost.
    void onHeads(std::span<const StreamHead> behind);
    // New messages, just committed.
    void onLive(const ConversationId& conversation, std::span<const LogEntry> entries);
    // There are messages from `first` to `head`, which may be or not be for this user: the log knows.
    void onHint(const ConversationId& conversation, std::uint64_t first, std::uint64_t head);
    // An answer to a ToFetch.
    void onRange(const LogRange& range);
    // The fetch of this conversation came to nothing (no answer, or the store is away): ask again.
    void onFetchFailed(const ConversationId& conversation);

    // Confirmations: whether they said anything new. What was never sent, or is confirmed already, changes nothing.
    bool confirm(std::string_view conversation, std::uint64_t seq);
    bool confirmOldest(const MessageId& id);  // the oldest unconfirmed message of that id
    // Of one sender, the oldest unconfirmed message of each of those ids.
    bool confirmFrom(const UserId& source, const std::vector<std::string>& ids);
    bool confirmAll(std::uint64_t upToWritten);               // all that were written up to that mark of written()
    void useWindow() noexcept { config_.isWindowed = true; }  // the client does confirm, after all
    bool isWindowed() const noexcept { return config_.isWindowed; }

    // Whether the transport takes more now (a full socket holds the stream as a full window does).
    void setTransportRoom(bool hasRoom);

    // What is to be done since the last call.
    std::vector<ToSend> takeSends() { return std::exchange(sends_, {}); }
    std::vector<ToFetch> takeFetches();
    std::vector<Cursor> takeCursors();

    // How many messages were ever given to takeSends: a mark for confirmAll.
    std::uint64_t written() const noexcept { return firstSent_ + sent_.size(); }
    std::size_t unconfirmed() const noexcept { return openCount_; }
    // What was committed while the device was connected and is not confirmed, in the order of each conversation: all
    // that was sent, and of what had to wait the latest. Whoever ends the connection knows of it alone: those who were
    // away were told of at the commit.
    std::vector<ToSend> unconfirmedSinceOpen() const;
    // Whether takeFetches may have something to give.
    bool hasWork() const noexcept { return !behind_.empty() && hasRoom(); }
    // Whether something waits for room that only the client can make.
    bool isHeldBack() const noexcept { return !behind_.empty() && (!hasRoom() || isTight()); }

private:
    struct Log {
        ConversationId id;
        std::uint64_t next = 0;           // the next seq to send; 0: not known yet
        std::uint64_t cursor = 0;         // all up to here are confirmed
        std::uint64_t reported = 0;       // the cursor that takeCursors gave last
        std::uint64_t head = 0;           // the last seq known of
        std::uint64_t askedHead = 0;      // `head` when the range that is on its way was asked for
        std::uint64_t rungFrom = 0;       // the first seq rung for; 0: none
        std::optional<LogEntry> waiting;  // the latest that came live, is not the device's own, and is not sent yet
        std::uint32_t open = 0;           // sent and not confirmed
        bool isFetching = false;
        bool isBehind = false;  // listed in behind_
        bool isMoved = false;   // listed in moved_
        bool skipsOwn = true;   // what the device itself sent is not sent back to it
    };
    struct Sent {
        Log* log = nullptr;  // null once confirmed
        std::uint64_t seq = 0;
        std::size_t bytes = 0;
        MessagePtr message;
        DeviceNumber origin = kNoDevice;
    };

    Log& logOf(const ConversationId& conversation);
    static void noteRing(Log& log, std::uint64_t seq);
    bool isOwn(const Log& log, const LogEntry& entry) const noexcept;
    void noteWaiting(Log& log, std::span<const LogEntry> entries);
    bool hasRoom() const noexcept;
    bool isTight() const noexcept;
    // Sends the entry if it is the next; false when there is no room for it.
    bool offer(Log& log, const LogEntry& entry);
    void advanceTo(Log& log, std::uint64_t next);
    void markBehind(Log& log);
    void settle(std::size_t index);
    void moveCursor(Log& log, std::size_t searchFrom);

    StreamConfig config_;
    bool transportHasRoom_ = true;
    std::unordered_map<ConversationId, std::unique_ptr<Log>> logs_;
    std::vector<Sent> sent_;       // in the order written
    std::size_t firstOpen_ = 0;    // index of the oldest unconfirmed in sent_
    std::uint64_t firstSent_ = 0;  // number of sent_.front() since the connection began
    std::size_t openCount_ = 0;
    std::size_t openBytes_ = 0;
    std::size_t fetching_ = 0;
    std::vector<Log*> behind_;
    std::vector<Log*> moved_;
    std::vector<ToSend> sends_;
};

}  // namespace baithak
