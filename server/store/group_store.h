// SPDX-License-Identifier: MIT
#pragma once

// Reading groups. They change through MessageStore::change alone. Called from any loop; a call for a group that was
// read or changed lately resolves at once, from memory.

#include "server/runtime/task.h"
#include "server/store/records.h"

namespace baithak {

class GroupStore {
public:
    virtual ~GroupStore() = default;

    // Errc::notFound when there is none.
    virtual Task<Result<GroupSnapshotPtr>> group(GroupId id) = 0;
    // Those the user is a member of now.
    virtual Task<Result<std::vector<GroupSnapshotPtr>>> groupsOf(UserId user) = 0;
};

}  // namespace baithak
