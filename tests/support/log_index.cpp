// SPDX-License-Identifier: MIT
#include "tests/support/log_index.h"

#include <algorithm>

#include "shared/model/conversation.h"

namespace baithak::test {

LogIndex::LogIndex(const FinalLogs& logs) : logs_(logs) {
    for (const auto& [conversation, log] : logs) {
        for (const auto& entry : log) places_[{conversation, entry.source, entry.id}].push_back(entry.seq);
        readMembership(conversation, log);
    }
}

void LogIndex::readMembership(const std::string& conversation, const std::vector<LogEntry>& log) {
    for (const auto& entry : log) {
        for (const auto& user : entry.added) {
            auto& intervals = memberships_[{conversation, user}];
            if (intervals.empty() || intervals.back().last != UINT64_MAX) intervals.push_back({entry.seq});
        }
        for (const auto& user : entry.removed) {
            auto& intervals = memberships_[{conversation, user}];
            if (!intervals.empty() && intervals.back().last == UINT64_MAX) intervals.back().last = entry.seq;
        }
    }
}

const LogEntry* LogIndex::entry(const std::string& conversation, std::uint64_t seq) const {
    const auto log = logs_.find(conversation);
    if (log == logs_.end()) return nullptr;
    if (seq != 0 && seq <= log->second.size() && log->second[seq - 1].seq == seq) return &log->second[seq - 1];
    const auto at = std::find_if(log->second.begin(), log->second.end(), [seq](const auto& e) { return e.seq == seq; });
    return at == log->second.end() ? nullptr : &*at;
}

std::vector<std::uint64_t> LogIndex::places(const MessageKey& key) const {
    const auto at = places_.find(key);
    return at == places_.end() ? std::vector<std::uint64_t>{} : at->second;
}

bool LogIndex::maySee(const std::string& conversation, const std::string& user, std::uint64_t seq) const {
    if (const auto peers = directPeers(conversation)) return peers->first.value == user || peers->second.value == user;
    if (kindOf(conversation) == ConversationKind::system) return subjectOf(conversation) == user;
    const auto at = memberships_.find({conversation, user});
    if (at == memberships_.end()) return false;
    return std::any_of(at->second.begin(), at->second.end(),
                       [seq](const Interval& interval) { return interval.first <= seq && seq <= interval.last; });
}

std::uint64_t LogIndex::memberSince(const std::string& conversation, const std::string& user, std::uint64_t seq) const {
    const auto at = memberships_.find({conversation, user});
    if (at == memberships_.end()) return 0;
    for (const auto& interval : at->second)
        if (interval.first <= seq && seq <= interval.last) return interval.first;
    return 0;
}

bool LogIndex::mayWrite(const std::string& conversation, const std::string& user, std::uint64_t seq) const {
    // Anyone may write into a user's system log; elsewhere those who see may write.
    return kindOf(conversation) == ConversationKind::system || maySee(conversation, user, seq);
}

}  // namespace baithak::test
