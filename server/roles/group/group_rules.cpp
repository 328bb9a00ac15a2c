// SPDX-License-Identifier: MIT
#include "server/roles/group/group_rules.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace baithak {
namespace {

bool holds(const std::vector<Member>& members, const UserId& user) {
    return std::any_of(members.begin(), members.end(), [&](const Member& member) { return member.user == user; });
}

Error notAMember(const GroupSnapshot& group, const UserId& user) {
    return {Errc::notFound, user.value + " is not a member of the group " + group.id.value};
}

// Whom a leaving member makes admin: nobody while an admin is left.
std::optional<UserId> successorOf(const GroupSnapshot& group, const UserId& leaving) {
    std::optional<UserId> longestStanding;
    for (const auto& member : group.members) {
        if (member.user == leaving) continue;
        if (member.role == MemberRole::admin) return std::nullopt;
        if (!longestStanding) longestStanding = member.user;
    }
    return longestStanding;
}

}  // namespace

std::vector<Member> foundingMembers(const UserId& founder, const std::vector<UserId>& named) {
    std::vector<Member> members;
    for (const auto& user : named) {
        if (user != founder && !holds(members, user)) members.push_back({user, MemberRole::user, 0});
    }
    members.push_back({founder, MemberRole::admin, 0});
    return members;
}

Result<std::optional<MembershipChange>> decideAdd(const GroupSnapshot& group, const UserId& by,
                                                  const std::vector<UserId>& named) {
    if (!group.find(by)) return notAMember(group, by);
    MembershipChange change;
    change.group = group.id;
    change.expectedVersion = group.version;
    for (const auto& user : named) {
        if (!group.find(user) && !holds(change.added, user)) change.added.push_back({user, MemberRole::user, 0});
    }
    if (change.added.empty()) return std::optional<MembershipChange>();
    return std::optional<MembershipChange>(std::move(change));
}

Result<std::optional<MembershipChange>> decideRemove(const GroupSnapshot& group, const UserId& by,
                                                     const UserId& member) {
    const auto* remover = group.find(by);
    if (!remover) return notAMember(group, by);
    const bool mayRemove = by == member || remover->role == MemberRole::admin;
    const auto* leaving = group.find(member);
    if (!mayRemove || !leaving) return std::optional<MembershipChange>();
    MembershipChange change;
    change.group = group.id;
    change.expectedVersion = group.version;
    change.removed.push_back(member);
    if (leaving->role == MemberRole::admin) change.promoted = successorOf(group, member);
    return std::optional<MembershipChange>(std::move(change));
}

std::string noticeContent(const MembershipChange& change) {
    nlohmann::json content;
    for (const auto& member : change.added) {
        content["added"].push_back({{"username", member.user.value}, {"role", roleName(member.role)}});
    }
    for (const auto& user : change.removed) content["removed"].push_back(user.value);
    return content.dump();
}

std::string_view roleName(MemberRole role) noexcept { return role == MemberRole::admin ? "admin" : "user"; }

}  // namespace baithak
