// SPDX-License-Identifier: MIT
#pragma once

// Cursors, marks and flags, on the writer's thread, within its transaction.

#include "server/store/sqlite/ledger.h"

namespace baithak::sqlite {

class MarkWriter {
public:
    MarkWriter(Connection& connection, Ledger& ledger);

    std::vector<Receipt> save(const std::vector<MarkUpdate>& updates);
    Result<> setFlags(const UserId& user, const ConversationId& conversation, const ConversationFlags& flags);

private:
    void save(const MarkUpdate& update, std::vector<Receipt>& receipts);

    Marks* marksOf(ConversationEntry& conversation, std::int64_t user);

    Ledger& ledger_;
    Statement selectMarks_, saveCursor_, saveMarks_, saveFlags_;
};

}  // namespace baithak::sqlite
