// SPDX-License-Identifier: MIT
#pragma once

// What happened in a test, in the order in which the test saw it: test clients write it, history_checker.h reads it.
// One thread. Devices are named by the test; conversations and ids are those of the wire. Contents are only compared: a
// test that reads some of them as JSON writes all of them in one spelling.

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "shared/base/error.h"

namespace baithak::test {

namespace event {

// A device begins: it is to get every log of its user from here on, behind `startsAfter` of them (0 where none is
// said).
struct DeviceAdded {
    std::string device;
    std::string user;
    std::map<std::string, std::uint64_t> startsAfter;
};
// Written to the socket; each repeat as well.
struct Sent {
    std::string device;
    std::string conversation;
    std::string id;
    std::string content;
    bool isEphemeral = false;
};
struct Acked {
    std::string device;
    std::string conversation;
    std::string id;
    std::uint64_t seq = 0;
};
struct Refused {
    std::string device;
    std::string conversation;
    std::string id;
    Errc code = Errc::internal;
};
// A frame that came in, repeats included.
struct Received {
    std::string device;
    std::uint64_t connection = 0;
    std::string conversation;
    std::uint64_t seq = 0;
    std::string source;
    std::string id;
    std::string content;
};
// What the client showed to its user.
struct Shown {
    std::string device;
    std::string conversation;
    std::uint64_t seq = 0;
    std::string source;
    std::string id;
};
struct Confirmed {
    std::string device;
    std::string conversation;
    std::uint64_t seq = 0;
};
// The call that changed the membership was answered with success.
struct Joined {
    std::string conversation;
    std::string user;
};
struct Left {
    std::string conversation;
    std::string user;
};
// A connection began or ended, a process was killed or started: for the reader of a failure.
struct Note {
    std::string text;
};
// The test waited until the device had everything: nothing may be missing in its stream.
struct Drained {
    std::string device;
};

}  // namespace event

using Event = std::variant<event::DeviceAdded, event::Sent, event::Acked, event::Refused, event::Received, event::Shown,
                           event::Confirmed, event::Joined, event::Left, event::Note, event::Drained>;

class History {
public:
    using Time = std::chrono::steady_clock::time_point;
    // `now`: the clock of the run, when it is not the real one.
    explicit History(std::function<Time()> now = std::chrono::steady_clock::now) : now_(std::move(now)) {}

    void add(Event event);
    const std::vector<Event>& events() const noexcept { return events_; }

    // One line an event with its milliseconds since the first, for a person; those that name `word` and the notes only,
    // when there is one.
    std::string toText(const std::string& word = {}) const;

private:
    std::function<Time()> now_;
    std::vector<Event> events_;
    std::vector<Time> times_;
};

// A conversation's log as the server held it in the end. Entries that changed the membership say whom they added or
// removed.
struct LogEntry {
    std::uint64_t seq = 0;
    std::string source;
    std::string id;
    std::string content;
    std::vector<std::string> added;
    std::vector<std::string> removed;
    std::uint64_t epoch = 0;  // of the owner who wrote it (server/store/records.h, Fence); 0: not known

    bool isNotice() const noexcept { return !added.empty() || !removed.empty(); }
};
using FinalLogs = std::map<std::string, std::vector<LogEntry>>;

}  // namespace baithak::test
