// SPDX-License-Identifier: MIT

#include "server/store/sqlite/group_cache.h"

namespace baithak::sqlite {

GroupSnapshotPtr GroupCache::find(const GroupId& id) {
    std::lock_guard lock(mutex_);
    const auto found = byId_.find(id);
    if (found == byId_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return *found->second;
}

void GroupCache::put(GroupSnapshotPtr group) {
    std::lock_guard lock(mutex_);
    ++changes_;
    insert(std::move(group));
}

std::uint64_t GroupCache::changes() const {
    std::lock_guard lock(mutex_);
    return changes_;
}

void GroupCache::offer(GroupSnapshotPtr group, std::uint64_t changesBefore) {
    std::lock_guard lock(mutex_);
    if (changes_ == changesBefore) insert(std::move(group));
}

void GroupCache::insert(GroupSnapshotPtr group) {
    const auto found = byId_.find(group->id);
    if (found != byId_.end()) {
        entries_.splice(entries_.begin(), entries_, found->second);
        entries_.front() = std::move(group);
        return;
    }
    entries_.push_front(std::move(group));
    byId_.emplace(entries_.front()->id, entries_.begin());
    if (entries_.size() <= capacity_) return;
    byId_.erase(entries_.back()->id);
    entries_.pop_back();
}

}  // namespace baithak::sqlite
