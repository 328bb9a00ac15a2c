// SPDX-License-Identifier: MIT
#pragma once

// A user's list of conversations, on the reader's thread, within its transaction. `sys:` logs are not listed: nobody
// reads them as a conversation.

#include "server/store/sqlite/log_reader.h"

namespace baithak::sqlite {

class ConversationReader {
public:
    ConversationReader(Connection& connection, LogReader& log);

    // Those that changed after `since`.
    std::vector<ConversationSummary> changedSince(const UserId& user, std::uint64_t since);

private:
    struct Row;
    ConversationSummary summaryOf(const Row& row, const UserId& user);
    void countUnread(const View& view, const UserId& user, ConversationSummary& summary);
    void readMarks(const View& view, ConversationSummary& summary);

    LogReader& log_;
    Statement selectChanged_, countUnread_, selectMentions_, countMembers_, selectMarks_;
};

}  // namespace baithak::sqlite
