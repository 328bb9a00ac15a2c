// SPDX-License-Identifier: MIT
#pragma once

// Reading groups. Other processes change them too, so what is remembered of a group is asked for its version each time,
// in the way to the server that would bring the members if it had moved.

#include <unordered_map>

#include "server/store/postgres/connection.h"
#include "server/store/records.h"

namespace baithak::postgres {

// $1: the conversation's name; $2: the version whose members are known already, or -1. One row a member, or one row
// without; none when there is no such group.
extern const Query kGroupRows;

// Null when there is none. With only a version in the rows, the members are missing.
GroupSnapshotPtr snapshotOf(const Rows& rows, const GroupId& id);

// The groups read lately. Lives on the engine's loop.
class GroupMemory {
public:
    GroupSnapshotPtr find(const GroupId& id) const;
    void put(const GroupSnapshotPtr& group);

private:
    std::unordered_map<GroupId, GroupSnapshotPtr> groups_;
};

Task<Result<GroupSnapshotPtr>> readGroup(Connection& connection, GroupMemory& memory, GroupId id);
Task<Result<std::vector<GroupSnapshotPtr>>> readGroupsOf(Connection& connection, GroupMemory& memory, UserId user);

}  // namespace baithak::postgres
