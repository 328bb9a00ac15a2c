// SPDX-License-Identifier: MIT

#include "server/store/sqlite/membership_writer.h"

#include <algorithm>

namespace baithak::sqlite {

MembershipWriter::MembershipWriter(Connection& connection, Ledger& ledger, LogWriter& log, FileWriter& files)
    : ledger_(ledger),
      log_(log),
      files_(files),
      insertGroup_(connection.handle(),
                   "INSERT INTO groups (conversation, name, profile_pic, version, next_standing) "
                   "VALUES (?, ?, ?, 0, 1)"),
      takeStanding_(connection.handle(),
                    "UPDATE groups SET next_standing = next_standing + 1 WHERE conversation = ? "
                    "RETURNING next_standing - 1"),
      updateVersion_(connection.handle(), "UPDATE groups SET version = ?2 WHERE conversation = ?1"),
      upsertMember_(
          connection.handle(),
          "INSERT INTO participants (conversation, user, role, standing, changed) VALUES (?1, ?2, ?3, ?4, ?5) "
          "ON CONFLICT (conversation, user) DO UPDATE SET role = ?3, standing = ?4, left_at = NULL, changed = ?5"),
      openInterval_(connection.handle(), "INSERT INTO intervals (conversation, user, first_seq) VALUES (?, ?, ?)"),
      closeMember_(
          connection.handle(),
          "UPDATE participants SET left_at = ?3, role = 0, changed = ?4 WHERE conversation = ?1 AND user = ?2"),
      closeInterval_(connection.handle(),
                     "UPDATE intervals SET last_seq = ?3 "
                     "WHERE conversation = ?1 AND user = ?2 AND last_seq IS NULL"),
      setRole_(connection.handle(), "UPDATE participants SET role = ?3 WHERE conversation = ?1 AND user = ?2") {}

Result<MembershipOutcome> MembershipWriter::change(const MembershipChange& change) {
    if (ledger_.isFenced(change.fence)) return fencedError();
    const auto name = groupConversation(change.group);
    auto* group = ledger_.findConversation(name);
    if (group == nullptr && !change.create) return {Errc::notFound, "There is no group " + change.group.value + "."};
    if (group != nullptr) {
        if (const auto repeated = log_.findKnown(*group, *change.notice)) {  // the same change, told again
            MembershipOutcome outcome;
            outcome.seq = repeated->seq;
            outcome.before = outcome.after = group->group;
            return outcome;
        }
        if (change.create || group->group->version != change.expectedVersion) {
            return {Errc::conflict, "The group " + change.group.value + " was changed in the meantime."};
        }
    }
    return apply(change, group, name);
}

Result<MembershipOutcome> MembershipWriter::apply(const MembershipChange& change, ConversationEntry* group,
                                                  const ConversationId& name) {
    MembershipOutcome outcome;
    if (group != nullptr)
        outcome.before = group->group;
    else
        group = &create(change, name);
    outcome.seq = log_.put(*group, ledger_.ensureUser(change.notice->source).number, *change.notice, kNoDevice).seq;

    auto after = std::make_shared<GroupSnapshot>(*group->group);
    auto numbers = group->memberNumbers;
    for (const auto& user : change.removed) remove(*group, *after, numbers, user, outcome.seq);
    for (const auto& member : change.added) {
        if (add(*group, *after, numbers, member, outcome.seq)) outcome.unknown.push_back(member.user);
    }
    if (change.promoted) promote(*group, *after, *change.promoted);
    finish(*group, after, std::move(numbers));
    if (change.create && change.create->profilePic) showPicture(*group, change);
    outcome.after = std::move(after);
    return outcome;
}

ConversationEntry& MembershipWriter::create(const MembershipChange& change, const ConversationId& name) {
    auto snapshot = std::make_shared<GroupSnapshot>();
    snapshot->id = change.group;
    snapshot->name = change.create->name;
    snapshot->profilePic = change.create->profilePic;
    auto& entry = ledger_.createGroup(name, snapshot);
    insertGroup_.run(entry.number, snapshot->name, snapshot->profilePic);
    return entry;
}

void MembershipWriter::showPicture(const ConversationEntry& group, const MembershipChange& change) {
    const auto& picture = *change.create->profilePic;
    if (!isFileId(picture)) return;
    files_.refer(FileId(picture), ledger_.ensureUser(change.notice->source).number, group.number, 0);
}

void MembershipWriter::remove(ConversationEntry& group, GroupSnapshot& after, Numbers& numbers, const UserId& user,
                              std::uint64_t seq) {
    const auto place = std::find_if(after.members.begin(), after.members.end(),
                                    [&user](const Member& member) { return member.user == user; });
    if (place == after.members.end()) return;
    after.members.erase(place);
    const auto number = ledger_.ensureUser(user).number;
    std::erase(numbers, number);
    closeMember_.run(group.number, number, seq, ledger_.stamp());
    closeInterval_.run(group.number, number, seq);
}

// Answers whether the one added has no account yet.
bool MembershipWriter::add(ConversationEntry& group, GroupSnapshot& after, Numbers& numbers, const Member& member,
                           std::uint64_t seq) {
    const auto user = ledger_.ensureUser(member.user);
    const auto place = std::lower_bound(numbers.begin(), numbers.end(), user.number);
    if (place != numbers.end() && *place == user.number) return false;
    numbers.insert(place, user.number);
    auto standing = takeStanding_.query(group.number);
    if (!standing.next()) throw Failure(SQLITE_CORRUPT, "a group's row is missing");
    after.members.push_back({member.user, member.role, standing.count(0)});
    upsertMember_.run(group.number, user.number, member.role, after.members.back().joinedSeq, ledger_.stamp());
    openInterval_.run(group.number, user.number, seq);
    return user.account == AccountState::none;
}

void MembershipWriter::promote(ConversationEntry& group, GroupSnapshot& after, const UserId& user) {
    for (auto& member : after.members) {
        if (member.user != user) continue;
        member.role = MemberRole::admin;
        setRole_.run(group.number, ledger_.ensureUser(user).number, member.role);
    }
}

void MembershipWriter::finish(ConversationEntry& group, const std::shared_ptr<GroupSnapshot>& after, Numbers numbers) {
    ++after->version;
    std::vector<UserId> names;
    names.reserve(after->members.size());
    for (const auto& member : after->members) names.push_back(member.user);
    after->names = std::make_shared<const std::vector<UserId>>(std::move(names));
    updateVersion_.run(group.number, after->version);
    ledger_.setGroup(group, after, std::move(numbers));
}

}  // namespace baithak::sqlite
