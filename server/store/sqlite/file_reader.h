// SPDX-License-Identifier: MIT
#pragma once

// Files, on the reader's thread, within its transaction.

#include "server/store/sqlite/file_access.h"

namespace baithak::sqlite {

class FileReader {
public:
    explicit FileReader(Connection& connection);

    Result<FileRecord> find(const FileId& id, const UserId& reader);
    Result<std::uint64_t> usedBy(const UserId& owner);

private:
    std::int64_t numberOf(const UserId& user);  // 0 when nobody is known by that name

    FileAccess access_;
    Statement selectUser_;
};

}  // namespace baithak::sqlite
