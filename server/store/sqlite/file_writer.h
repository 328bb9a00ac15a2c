// SPDX-License-Identifier: MIT
#pragma once

// Files, on the writer's thread, within its transaction.

#include "server/store/sqlite/file_access.h"
#include "server/store/sqlite/ledger.h"

namespace baithak::sqlite {

class FileWriter {
public:
    FileWriter(Connection& connection, Ledger& ledger);

    Result<std::uint64_t> create(const FileRecord& file, std::uint64_t least, std::uint64_t quota);
    Result<> complete(const FileId& id, const UserId& owner, std::uint64_t bytes, const std::string& contentType);
    std::vector<FileRecord> condemn(Timestamp madeBefore, std::size_t limit);
    void forget(const std::vector<FileId>& ids);

    // A message of that user, or (seq 0) the conversation itself, refers to the file: of those the user may have.
    void refer(const FileId& file, std::int64_t user, std::int64_t conversation, std::uint64_t seq);

private:
    Ledger& ledger_;
    FileAccess access_;
    Statement insert_, complete_, condemn_, selectCondemned_, forgetReferences_, forget_, insertReference_, markSent_;
};

}  // namespace baithak::sqlite
