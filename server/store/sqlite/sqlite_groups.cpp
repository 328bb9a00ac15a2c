// SPDX-License-Identifier: MIT

#include "server/store/sqlite/sqlite_groups.h"

namespace baithak::sqlite {

Task<Result<GroupSnapshotPtr>> SqliteGroups::group(GroupId id) {
    if (auto known = published_.groups.find(id)) co_return known;
    const auto changes = published_.groups.changes();
    auto work = [id, changes, &groups = published_.groups](ReadContext& context) -> Result<GroupSnapshotPtr> {
        auto group = context.groups.find(id);
        if (!group) return {Errc::notFound, "There is no group " + id.value + "."};
        groups.offer(group, changes);
        return group;
    };
    auto answer = co_await awaitJob<ReadContext, GroupSnapshotPtr>(reader_, 256, std::move(work));
    co_return answer;
}

Task<Result<std::vector<GroupSnapshotPtr>>> SqliteGroups::groupsOf(UserId user) {
    using Groups = std::vector<GroupSnapshotPtr>;
    const auto changes = published_.groups.changes();
    auto work = [who = std::move(user), changes, &cache = published_.groups](ReadContext& context) -> Result<Groups> {
        Groups groups;
        for (const auto& id : context.groups.groupsOf(who)) {
            auto group = cache.find(id);
            if (!group) {
                group = context.groups.find(id);
                cache.offer(group, changes);
            }
            // From memory it may be newer than the list: the user may have left it.
            if (group->find(who) != nullptr) groups.push_back(std::move(group));
        }
        return groups;
    };
    return awaitJob<ReadContext, Groups>(reader_, 256, std::move(work));
}

}  // namespace baithak::sqlite
