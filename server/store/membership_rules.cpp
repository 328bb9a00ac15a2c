// SPDX-License-Identifier: MIT

#include "server/store/membership_rules.h"

#include <algorithm>

namespace baithak {

AppliedChange applyChange(const GroupSnapshot& before, const MembershipChange& change, std::uint64_t nextStanding) {
    AppliedChange applied;
    applied.after = std::make_shared<GroupSnapshot>(before);
    auto& members = applied.after->members;
    for (const auto& user : change.removed) {
        const auto place =
            std::find_if(members.begin(), members.end(), [&user](const Member& m) { return m.user == user; });
        if (place == members.end()) continue;
        members.erase(place);
        applied.removed.push_back(user);
    }
    for (const auto& member : change.added) {
        if (applied.after->find(member.user) != nullptr) continue;
        members.push_back({member.user, member.role, nextStanding++});
        applied.added.push_back(members.back());
    }
    for (auto& member : members) {
        if (!change.promoted || member.user != *change.promoted) continue;
        member.role = MemberRole::admin;
        applied.raised = member.user;
    }
    applied.nextStanding = nextStanding;
    ++applied.after->version;
    std::vector<UserId> names;
    names.reserve(members.size());
    for (const auto& member : members) names.push_back(member.user);
    applied.after->names = std::make_shared<const std::vector<UserId>>(std::move(names));
    return applied;
}

}  // namespace baithak
