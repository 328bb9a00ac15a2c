// SPDX-License-Identifier: MIT
#pragma once

// Appends to logs, on the writer's thread, within its transaction.

#include "server/store/records.h"
#include "server/store/sqlite/file_writer.h"
#include "server/store/sqlite/ledger.h"
#include "server/store/sqlite/message_index.h"
#include "server/store/sqlite/refusal_book.h"

namespace baithak::sqlite {

class LogWriter {
public:
    LogWriter(Connection& connection, Ledger& ledger, FileWriter& files);

    AppendOutcome append(const AppendRequest& request);

    // Puts a message under the next seq unless its (source, id) is in that log: then answers what is there, and `added`
    // is false.
    struct Put {
        bool added = true;
        std::uint64_t seq = 0;
        std::optional<KnownMessage> known;
    };
    Put put(ConversationEntry& conversation, std::int64_t source, const Message& message, DeviceNumber origin);
    // The one of that source and id, if it is in that log.
    std::optional<KnownMessage> findKnown(const ConversationEntry& conversation, const Message& message);

private:
    // Where a message goes.
    struct Place {
        ConversationEntry* conversation = nullptr;
        std::int64_t source = 0;  // the sender's number
    };
    std::optional<Error> findPlace(const AppendRequest& request, Place& place);

    Ledger& ledger_;
    FileWriter& files_;
    MessageIndex index_;
    RefusalBook refusals_;
    Statement insertMessage_;
};

}  // namespace baithak::sqlite
