// SPDX-License-Identifier: MIT

#include "server/store/sqlite/membership_writer.h"

#include <algorithm>

#include "server/store/membership_rules.h"

namespace baithak::sqlite {

MembershipWriter::MembershipWriter(Connection& connection, Ledger& ledger, LogWriter& log, FileWriter& files)
    : ledger_(ledger),
      log_(log),
      files_(files),
      insertGroup_(connection.handle(),
                   "INSERT INTO groups (conversation, name, profile_pic, version, next_standing) "
                   "VALUES (?, ?, ?, 0, 1)"),
      selectStanding_(connection.handle(), "SELECT next_standing FROM groups WHERE conversation = ?"),
      updateGroup_(connection.handle(), "UPDATE groups SET version = ?2, next_standing = ?3 WHERE conversation = ?1"),
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

    const auto applied = applyChange(*group->group, change, nextStanding(*group));
    auto numbers = group->memberNumbers;
    for (const auto& user : applied.removed) remove(*group, numbers, user, outcome.seq);
    for (const auto& member : applied.added) {
        if (add(*group, numbers, member, outcome.seq)) outcome.unknown.push_back(member.user);
    }
    if (applied.raised) {
        setRole_.run(group->number, ledger_.ensureUser(*applied.raised).number, MemberRole::admin);
    }
    updateGroup_.run(group->number, applied.after->version, applied.nextStanding);
    ledger_.setGroup(*group, applied.after, std::move(numbers));
    if (change.create && change.create->profilePic) showPicture(*group, change);
    outcome.after = applied.after;
    return outcome;
}

std::uint64_t MembershipWriter::nextStanding(const ConversationEntry& group) {
    auto rows = selectStanding_.query(group.number);
    if (!rows.next()) throw Failure(SQLITE_CORRUPT, "a group's row is missing");
    return rows.count(0);
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

void MembershipWriter::remove(const ConversationEntry& group, Numbers& numbers, const UserId& user, std::uint64_t seq) {
    const auto number = ledger_.ensureUser(user).number;
    std::erase(numbers, number);
    closeMember_.run(group.number, number, seq, ledger_.stamp());
    closeInterval_.run(group.number, number, seq);
}

// Answers whether the one added has no account yet.
bool MembershipWriter::add(const ConversationEntry& group, Numbers& numbers, const Member& member, std::uint64_t seq) {
    const auto user = ledger_.ensureUser(member.user);
    numbers.insert(std::lower_bound(numbers.begin(), numbers.end(), user.number), user.number);
    upsertMember_.run(group.number, user.number, member.role, member.joinedSeq, ledger_.stamp());
    openInterval_.run(group.number, user.number, seq);
    return user.account == AccountState::none;
}

}  // namespace baithak::sqlite
