// SPDX-License-Identifier: MIT

#include "server/store/sqlite/group_loader.h"

#include <algorithm>

namespace baithak::sqlite {

GroupLoader::GroupLoader(Connection& connection)
    : group_(connection.handle(), "SELECT name, profile_pic, version FROM groups WHERE conversation = ?"),
      members_(connection.handle(),
               "SELECT p.user, u.username, p.role, p.standing FROM participants p JOIN users u ON u.number = p.user "
               "WHERE p.conversation = ? AND p.left_at IS NULL ORDER BY p.standing") {}

GroupSnapshotPtr GroupLoader::load(std::int64_t conversation, const GroupId& id,
                                   std::vector<std::int64_t>* memberNumbers) {
    auto row = group_.query(conversation);
    if (!row.next()) return nullptr;
    auto group = std::make_shared<GroupSnapshot>();
    group->id = id;
    group->name = row.text(0);
    if (!row.isNull(1)) group->profilePic = row.text(1);
    group->version = row.count(2);

    std::vector<UserId> names;
    std::vector<std::int64_t> numbers;
    auto members = members_.query(conversation);
    while (members.next()) {
        numbers.push_back(members.integer(0));
        names.emplace_back(members.bytes(1));
        group->members.push_back({names.back(), static_cast<MemberRole>(members.integer(2)), members.count(3)});
    }
    group->names = std::make_shared<const std::vector<UserId>>(std::move(names));
    if (memberNumbers != nullptr) {
        std::sort(numbers.begin(), numbers.end());
        *memberNumbers = std::move(numbers);
    }
    return group;
}

}  // namespace baithak::sqlite
