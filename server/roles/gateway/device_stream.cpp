// SPDX-License-Identifier: MIT
#include "server/roles/gateway/device_stream.h"

#include <algorithm>
#include <unordered_set>

namespace baithak {
namespace {

constexpr std::size_t kFetchesAtOnce = 4;
// A client without window confirms with pongs: it is given more at once, and what it has not answered is bounded, too.
constexpr std::size_t kUnwindowedOpen = 4096;
constexpr std::size_t kUnwindowedOpenBytes = 4 * 1024 * 1024;
constexpr std::size_t kUnwindowedFetch = 256;
constexpr std::size_t kUnwindowedBytes = 256 * 1024;

std::size_t costOf(const Message& message) { return message.content.size() + message.meta.bytes() + 128; }

}  // namespace

DeviceStream::Log& DeviceStream::logOf(const ConversationId& conversation) {
    auto& log = logs_[conversation];
    if (!log) {
        log = std::make_unique<Log>();
        log->id = conversation;
        const auto peers = directPeers(conversation.value);
        log->skipsOwn = !(peers && peers->first == peers->second);
    }
    return *log;
}

// Small windows of room would make small fetches: they wait for half of it.
bool DeviceStream::isTight() const noexcept { return config_.isWindowed && openCount_ * 2 > config_.windowMessages; }

bool DeviceStream::hasRoom() const noexcept {
    if (!transportHasRoom_) return false;
    if (openCount_ == 0) return true;
    if (!config_.isWindowed) return openCount_ < kUnwindowedOpen && openBytes_ < kUnwindowedOpenBytes;
    return openCount_ < config_.windowMessages && openBytes_ < config_.windowBytes;
}

void DeviceStream::markBehind(Log& log) {
    if (log.isBehind) return;
    log.isBehind = true;
    behind_.push_back(&log);
}

// Rings may come out of order.
void DeviceStream::noteRing(Log& log, std::uint64_t seq) {
    if (log.rungFrom == 0 || seq < log.rungFrom) log.rungFrom = seq;
}

void DeviceStream::onHeads(std::span<const StreamHead> behind) {
    for (const auto& head : behind) {
        auto& log = logOf(head.conversation);
        log.head = std::max(log.head, head.head);
        if (log.next == 0) {
            log.cursor = log.reported = head.cursor;
            log.next = head.cursor + 1;
        }
        if (log.next <= log.head) markBehind(log);
    }
}

void DeviceStream::onLive(const ConversationId& conversation, std::span<const LogEntry> entries) {
    auto& log = logOf(conversation);
    noteRing(log, entries.front().seq);
    for (const auto& entry : entries) {
        log.head = std::max(log.head, entry.seq);
        if (log.next == 0 && entry.seq == 1) log.next = 1;
        if (log.next == 0 || entry.seq > log.next || !offer(log, entry)) break;
    }
    log.head = std::max(log.head, entries.back().seq);
    noteWaiting(log, entries);
    if (log.next == 0 || log.next <= log.head) markBehind(log);
}

void DeviceStream::noteWaiting(Log& log, std::span<const LogEntry> entries) {
    const auto last =
        std::find_if(entries.rbegin(), entries.rend(), [&](const LogEntry& entry) { return !isOwn(log, entry); });
    if (last == entries.rend() || last->seq < log.next) return;
    if (!log.waiting || log.waiting->seq < last->seq) log.waiting = *last;
}

void DeviceStream::onHint(const ConversationId& conversation, std::uint64_t first, std::uint64_t head) {
    auto& log = logOf(conversation);
    noteRing(log, first);
    log.head = std::max(log.head, head);
    if (log.next == 0 || log.next <= log.head) markBehind(log);
}

void DeviceStream::onRange(const LogRange& range) {
    auto& log = logOf(range.conversation);
    if (log.isFetching) {
        log.isFetching = false;
        --fetching_;
    }
    if (log.next == 0) {
        log.next = range.from;
        log.cursor = log.reported = range.from - 1;
    }
    log.head = std::max(log.head, range.head);
    if (range.from > log.next) return markBehind(log);
    bool isWhole = true;
    for (const auto& entry : range.entries) {
        if (entry.seq < log.next) continue;
        // Between two entries of one range lies nothing that this user may see.
        advanceTo(log, entry.seq);
        if (!offer(log, entry)) {
            isWhole = false;
            break;
        }
    }
    if (isWhole) advanceTo(log, range.upto + 1);
    // A ring that was known when the range was asked for, and lies beyond the last seq of the answer, was for other
    // eyes. One that came meanwhile may be younger than the answer: it is asked for again.
    const bool isLast = isWhole && range.upto >= range.head && log.head <= log.askedHead;
    if (isLast) log.head = std::min(log.head, std::max(range.head, log.next - 1));
    log.askedHead = 0;
    if (log.next <= log.head) markBehind(log);
}

void DeviceStream::onFetchFailed(const ConversationId& conversation) {
    auto& log = logOf(conversation);
    if (!log.isFetching) return;
    log.isFetching = false;
    --fetching_;
    markBehind(log);
}

bool DeviceStream::isOwn(const Log& log, const LogEntry& entry) const noexcept {
    return log.skipsOwn && entry.origin == config_.device && entry.origin != kNoDevice;
}

bool DeviceStream::offer(Log& log, const LogEntry& entry) {
    if (entry.seq != log.next) return true;  // sent before
    if (isOwn(log, entry)) {
        advanceTo(log, entry.seq + 1);
        return true;
    }
    if (!hasRoom()) return false;
    const auto bytes = costOf(*entry.message);
    sent_.push_back({&log, entry.seq, bytes, entry.message, entry.origin});
    ++openCount_;
    openBytes_ += bytes;
    ++log.open;
    log.next = entry.seq + 1;
    if (log.waiting && log.waiting->seq < log.next) log.waiting.reset();
    sends_.push_back({log.id, entry});
    return true;
}

void DeviceStream::advanceTo(Log& log, std::uint64_t next) {
    if (next <= log.next) return;
    log.next = next;
    if (log.waiting && log.waiting->seq < next) log.waiting.reset();
    if (log.open == 0) moveCursor(log, sent_.size());
}

void DeviceStream::moveCursor(Log& log, std::size_t searchFrom) {
    auto cursor = log.next - 1;
    if (log.open > 0) {
        while (sent_[searchFrom].log != &log) ++searchFrom;
        cursor = sent_[searchFrom].seq - 1;
    }
    if (cursor <= log.cursor) return;
    log.cursor = cursor;
    if (log.isMoved) return;
    log.isMoved = true;
    moved_.push_back(&log);
}

std::vector<DeviceStream::ToSend> DeviceStream::unconfirmedSinceOpen() const {
    std::vector<ToSend> found;
    for (auto i = firstOpen_; i < sent_.size(); ++i) {
        const auto& sent = sent_[i];
        const bool isRung = sent.log && sent.log->rungFrom != 0 && sent.seq >= sent.log->rungFrom;
        if (isRung) found.push_back({sent.log->id, {sent.seq, sent.message, sent.origin}});
    }
    for (const auto& [id, log] : logs_)
        if (log->waiting) found.push_back({id, *log->waiting});
    return found;
}

void DeviceStream::settle(std::size_t index) {
    auto& sent = sent_[index];
    auto& log = *std::exchange(sent.log, nullptr);
    sent.message.reset();
    --openCount_;
    openBytes_ -= sent.bytes;
    --log.open;
    const bool wasFirstOpen = log.cursor + 1 == sent.seq;
    if (wasFirstOpen) moveCursor(log, index + 1);
    while (firstOpen_ < sent_.size() && sent_[firstOpen_].log == nullptr) ++firstOpen_;
    // Erasing moves what is left: worth it when nothing is, or much is done.
    if (firstOpen_ < sent_.size() && firstOpen_ < 64) return;
    firstSent_ += firstOpen_;
    sent_.erase(sent_.begin(), sent_.begin() + static_cast<std::ptrdiff_t>(firstOpen_));
    firstOpen_ = 0;
    if (sent_.empty() && sent_.capacity() > 32) sent_.shrink_to_fit();
}

bool DeviceStream::confirm(std::string_view conversation, std::uint64_t seq) {
    for (auto i = firstOpen_; i < sent_.size(); ++i) {
        if (!sent_[i].log || sent_[i].seq != seq || sent_[i].log->id.value != conversation) continue;
        settle(i);
        return true;
    }
    return false;
}

bool DeviceStream::confirmOldest(const MessageId& id) {
    for (auto i = firstOpen_; i < sent_.size(); ++i) {
        if (!sent_[i].log || sent_[i].message->id != id) continue;
        settle(i);
        return true;
    }
    return false;
}

bool DeviceStream::confirmFrom(const UserId& source, const std::vector<std::string>& ids) {
    std::unordered_set<std::string_view> wanted(ids.begin(), ids.end());
    std::vector<std::size_t> found;
    for (auto i = firstOpen_; i < sent_.size() && !wanted.empty(); ++i) {
        const auto& sent = sent_[i];
        if (sent.log && sent.message->source == source && wanted.erase(sent.message->id.value) > 0) found.push_back(i);
    }
    // From the back, as settling the first makes the places of the others move.
    for (auto i = found.rbegin(); i != found.rend(); ++i) settle(*i);
    return !found.empty();
}

bool DeviceStream::confirmAll(std::uint64_t upToWritten) {
    const auto before = openCount_;
    while (firstOpen_ < sent_.size() && firstSent_ + firstOpen_ < upToWritten) settle(firstOpen_);
    return openCount_ < before;
}

void DeviceStream::setTransportRoom(bool hasRoom) { transportHasRoom_ = hasRoom; }

std::vector<DeviceStream::ToFetch> DeviceStream::takeFetches() {
    std::vector<ToFetch> fetches;
    if (behind_.empty() || !hasRoom()) return fetches;
    std::vector<Log*> later;
    for (auto* log : std::exchange(behind_, {})) {
        log->isBehind = false;
        if (log->isFetching || (log->next != 0 && log->next > log->head)) continue;
        if (fetching_ >= kFetchesAtOnce || isTight()) {
            log->isBehind = true;
            later.push_back(log);
            continue;
        }
        log->isFetching = true;
        log->askedHead = log->head;
        ++fetching_;
        const auto room = config_.isWindowed ? config_.windowMessages - openCount_ : kUnwindowedFetch;
        const auto bytes =
            config_.isWindowed ? config_.windowBytes - std::min(openBytes_, config_.windowBytes) : kUnwindowedBytes;
        fetches.push_back({log->id, log->next, std::max<std::size_t>(room, 1), std::max<std::size_t>(bytes, 1)});
    }
    behind_ = std::move(later);
    return fetches;
}

std::vector<DeviceStream::Cursor> DeviceStream::takeCursors() {
    std::vector<Cursor> cursors;
    cursors.reserve(moved_.size());
    for (auto* log : std::exchange(moved_, {})) {
        log->isMoved = false;
        if (log->cursor == log->reported) continue;
        log->reported = log->cursor;
        cursors.push_back({log->id, log->cursor});
    }
    return cursors;
}

}  // namespace baithak
