// SPDX-License-Identifier: MIT
#pragma once

// What every engine of the store makes of a change of membership. Pure.

#include <memory>
#include <vector>

#include "server/store/records.h"

namespace baithak {

struct AppliedChange {
    std::shared_ptr<GroupSnapshot> after;
    std::vector<UserId> removed;   // those who were members
    std::vector<Member> added;     // those who were not, with their standing
    std::optional<UserId> raised;  // became admin
    std::uint64_t nextStanding = 0;
};
// First who is removed, then who is added, then who is promoted; the version moves by one.
AppliedChange applyChange(const GroupSnapshot& before, const MembershipChange& change, std::uint64_t nextStanding);

}  // namespace baithak
