// SPDX-License-Identifier: MIT
#pragma once

// The final logs, ready for the checker's questions: where a message stands, and who was a member when. Built once per
// check; holds references into the logs, which must outlive it.

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "tests/support/history.h"

namespace baithak::test {

// A message's name: (conversation, source, id).
using MessageKey = std::tuple<std::string, std::string, std::string>;

class LogIndex {
public:
    explicit LogIndex(const FinalLogs& logs);

    const FinalLogs& logs() const noexcept { return logs_; }
    // The entry, or nullptr.
    const LogEntry* entry(const std::string& conversation, std::uint64_t seq) const;
    // All places of that message, in order.
    std::vector<std::uint64_t> places(const MessageKey& key) const;
    // Whether the user may see that place: within the membership, own joining and leaving included.
    bool maySee(const std::string& conversation, const std::string& user, std::uint64_t seq) const;
    // Where the membership that covers that place begins; 0 for a conversation that needs none.
    std::uint64_t memberSince(const std::string& conversation, const std::string& user, std::uint64_t seq) const;
    // Whether the user may write there: within the membership.
    bool mayWrite(const std::string& conversation, const std::string& user, std::uint64_t seq) const;

private:
    struct Interval {
        std::uint64_t first = 0;
        std::uint64_t last = UINT64_MAX;
    };

    void readMembership(const std::string& conversation, const std::vector<LogEntry>& log);

    const FinalLogs& logs_;
    std::map<MessageKey, std::vector<std::uint64_t>> places_;
    std::map<std::pair<std::string, std::string>, std::vector<Interval>> memberships_;  // (conversation, user)
};

}  // namespace baithak::test
