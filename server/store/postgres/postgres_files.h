// SPDX-License-Identifier: MIT
#pragma once

#include "server/store/file_store.h"
#include "server/store/postgres/engine.h"

namespace baithak::postgres {

// FileStore on the engine's lanes.
class PostgresFiles final : public FileStore {
public:
    explicit PostgresFiles(Engine& engine) : engine_(engine) {}

    Task<Result<std::uint64_t>> create(FileRecord file, std::uint64_t least, std::uint64_t quota) override;
    Task<Result<FileRecord>> find(FileId id, UserId reader) override;
    Task<Result<>> complete(FileId id, UserId owner, std::uint64_t bytes, std::string contentType) override;
    Task<Result<std::vector<FileRecord>>> condemn(Timestamp madeBefore, std::size_t limit) override;
    Task<Result<>> forget(std::vector<FileId> ids) override;
    Task<Result<std::uint64_t>> usedBy(UserId owner) override;

private:
    Engine& engine_;
};

}  // namespace baithak::postgres
