// SPDX-License-Identifier: MIT
#pragma once

// Who may change a group's membership, and what the change is. Pure: a group as it was read, and a wish, become a
// change that the log applies if the group is still as it was read.

#include <optional>
#include <string>
#include <vector>

#include "server/store/records.h"

namespace baithak {

// The members of a new group: those named, once each, as `user`; then the one who makes it, as `admin`.
std::vector<Member> foundingMembers(const UserId& founder, const std::vector<UserId>& named);

// Any member may add; who is in already is passed over. Nothing when nobody is left to add. Errc::notFound when `by` is
// no member.
Result<std::optional<MembershipChange>> decideAdd(const GroupSnapshot& group, const UserId& by,
                                                  const std::vector<UserId>& named);

// An admin may remove anyone, a member oneself; a leaving last admin promotes the longest-standing member. Nothing when
// `by` may not, or `member` is no member. Errc::notFound when `by` is no member.
Result<std::optional<MembershipChange>> decideRemove(const GroupSnapshot& group, const UserId& by,
                                                     const UserId& member);

// The body of the notice of a change: {"added":[{username,role}]} or {"removed":[username]}.
std::string noticeContent(const MembershipChange& change);

// "admin" or "user".
std::string_view roleName(MemberRole role) noexcept;

}  // namespace baithak
