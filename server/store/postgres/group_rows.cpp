// SPDX-License-Identifier: MIT

#include "server/store/postgres/group_rows.h"

namespace baithak::postgres {

namespace {

constexpr std::size_t kRemembered = 2048;

constexpr Query kGroupsOf{"groups.of",
                          "SELECT c.name FROM users u JOIN participants p ON p.\"user\" = u.number "
                          "JOIN conversations c ON c.number = p.conversation "
                          "WHERE u.username = $1 AND c.kind = 3 AND p.left_at IS NULL ORDER BY c.number"};

std::int64_t versionOf(const GroupSnapshotPtr& group) { return group ? static_cast<std::int64_t>(group->version) : -1; }

}  // namespace

const Query kGroupRows{
    "groups.rows",
    "SELECT g.version, g.name, g.profile_pic, u.username, p.role, p.standing "
    "FROM conversations c JOIN groups g ON g.conversation = c.number "
    "LEFT JOIN participants p ON p.conversation = c.number AND p.left_at IS NULL AND g.version <> $2 "
    "LEFT JOIN users u ON u.number = p.\"user\" WHERE c.name = $1 ORDER BY p.standing"};

GroupSnapshotPtr snapshotOf(const Rows& rows, const GroupId& id) {
    if (rows.empty()) return nullptr;
    auto group = std::make_shared<GroupSnapshot>();
    group->id = id;
    group->version = rows.count(0, 0);
    group->name = rows.text(0, 1);
    if (!rows.isNull(0, 2)) group->profilePic = rows.text(0, 2);
    std::vector<UserId> names;
    for (int row = 0; row < rows.size() && !rows.isNull(row, 3); ++row) {
        names.emplace_back(rows.bytes(row, 3));
        group->members.push_back({names.back(), static_cast<MemberRole>(rows.integer(row, 4)), rows.count(row, 5)});
    }
    group->names = std::make_shared<const std::vector<UserId>>(std::move(names));
    return group;
}

GroupSnapshotPtr GroupMemory::find(const GroupId& id) const {
    const auto found = groups_.find(id);
    return found == groups_.end() ? nullptr : found->second;
}

void GroupMemory::put(const GroupSnapshotPtr& group) {
    if (groups_.size() >= kRemembered) groups_.clear();
    groups_[group->id] = group;
}

Task<Result<GroupSnapshotPtr>> readGroup(Connection& connection, GroupMemory& memory, GroupId id) {
    const auto known = memory.find(id);
    connection.add(kGroupRows, Params(groupConversation(id), versionOf(known)));
    auto answers = co_await connection.run();
    auto group = snapshotOf(answers.front(), id);
    if (!group) co_return Error{Errc::notFound, "There is no group " + id.value + "."};
    if (known && known->version == group->version) co_return known;
    memory.put(group);
    co_return group;
}

Task<Result<std::vector<GroupSnapshotPtr>>> readGroupsOf(Connection& connection, GroupMemory& memory, UserId user) {
    connection.add(kGroupsOf, Params(user));
    auto listed = co_await connection.run();
    const auto& names = listed.front();
    std::vector<GroupSnapshotPtr> known;
    for (int row = 0; row < names.size(); ++row) {
        const GroupId id(subjectOf(names.bytes(row, 0)));
        known.push_back(memory.find(id));
        connection.add(kGroupRows, Params(names.bytes(row, 0), versionOf(known.back())));
    }
    auto answers = co_await connection.run();
    std::vector<GroupSnapshotPtr> groups;
    for (int row = 0; row < names.size(); ++row) {
        const auto index = static_cast<std::size_t>(row);
        auto group = snapshotOf(answers[index], GroupId(subjectOf(names.bytes(row, 0))));
        if (!group) continue;
        if (known[index] && known[index]->version == group->version)
            group = known[index];
        else
            memory.put(group);
        // It may be newer than the list: the user may have left it.
        if (group->find(user) != nullptr) groups.push_back(std::move(group));
    }
    co_return groups;
}

}  // namespace baithak::postgres
