// SPDX-License-Identifier: MIT
#pragma once

// The groups read or changed lately, shared by the writer and the readers. Safe from any thread.

#include <cstdint>
#include <list>
#include <mutex>
#include <unordered_map>

#include "server/store/records.h"

namespace baithak::sqlite {

class GroupCache {
public:
    explicit GroupCache(std::size_t capacity) : capacity_(capacity) {}

    // Null when it isn't here.
    GroupSnapshotPtr find(const GroupId& id);

    // After a commit: the group is this from now on.
    void put(GroupSnapshotPtr group);

    // For readers: take the number before the transaction that reads begins, and give it along with what was read. The
    // snapshot is dropped when any group was changed since, as it might be the older one.
    std::uint64_t changes() const;
    void offer(GroupSnapshotPtr group, std::uint64_t changesBefore);

private:
    using Entries = std::list<GroupSnapshotPtr>;  // the most recently used first
    void insert(GroupSnapshotPtr group);

    mutable std::mutex mutex_;
    const std::size_t capacity_;
    std::uint64_t changes_ = 0;
    Entries entries_;
    std::unordered_map<GroupId, Entries::iterator> byId_;
};

}  // namespace baithak::sqlite
