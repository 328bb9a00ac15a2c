// SPDX-License-Identifier: MIT
#pragma once

// Who may have a file: the one statement for the writer, which lets only those refer to it, and the reader.

#include "server/store/file_store.h"
#include "server/store/sqlite/connection.h"

namespace baithak::sqlite {

enum class FileState : std::uint8_t { awaited = 0, complete = 1, condemned = 2 };

struct FileEntry {
    std::int64_t number = 0;
    std::int64_t owner = 0;
    FileState state = FileState::awaited;
    FileRecord record;
};

class FileAccess {
public:
    explicit FileAccess(Connection& connection);

    // Nothing when there is none; condemned ones are found.
    std::optional<FileEntry> find(const FileId& id);
    bool mayHave(std::int64_t user, const FileEntry& file);
    std::uint64_t usedBy(std::int64_t user);

private:
    Statement select_, selectReference_, selectUsed_;
};

}  // namespace baithak::sqlite
