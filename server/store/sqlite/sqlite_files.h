// SPDX-License-Identifier: MIT
#pragma once

#include "server/store/file_store.h"
#include "server/store/sqlite/reader.h"
#include "server/store/sqlite/writer.h"

namespace baithak::sqlite {

// FileStore on the writer and the reader.
class SqliteFiles final : public FileStore {
public:
    SqliteFiles(Writer& writer, Reader& reader) : writer_(writer), reader_(reader) {}

    Task<Result<std::uint64_t>> create(FileRecord file, std::uint64_t least, std::uint64_t quota) override;
    Task<Result<FileRecord>> find(FileId id, UserId reader) override;
    Task<Result<>> complete(FileId id, UserId owner, std::uint64_t bytes, std::string contentType) override;
    Task<Result<std::vector<FileRecord>>> condemn(Timestamp madeBefore, std::size_t limit) override;
    Task<Result<>> forget(std::vector<FileId> ids) override;
    Task<Result<std::uint64_t>> usedBy(UserId owner) override;

private:
    Writer& writer_;
    Reader& reader_;
};

}  // namespace baithak::sqlite
