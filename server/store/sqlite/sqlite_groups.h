// SPDX-License-Identifier: MIT
#pragma once

#include "server/store/group_store.h"
#include "server/store/sqlite/published.h"
#include "server/store/sqlite/reader.h"

namespace baithak::sqlite {

// GroupStore on the reader, and on what is in memory.
class SqliteGroups final : public GroupStore {
public:
    SqliteGroups(Reader& reader, Published& published) : reader_(reader), published_(published) {}

    Task<Result<GroupSnapshotPtr>> group(GroupId id) override;
    Task<Result<std::vector<GroupSnapshotPtr>>> groupsOf(UserId user) override;

private:
    Reader& reader_;
    Published& published_;
};

}  // namespace baithak::sqlite
