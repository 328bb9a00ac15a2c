// SPDX-License-Identifier: MIT

#include "server/store/postgres/membership_change.h"

#include <map>

#include "server/store/append_rules.h"
#include "server/store/membership_rules.h"
#include "server/store/postgres/files.h"
#include "server/store/postgres/group_rows.h"
#include "shared/protocol/codec.h"

namespace baithak::postgres {

namespace {

constexpr Query kLock{"change.lock", "SELECT number, head FROM conversations WHERE name = $1 FOR NO KEY UPDATE"};
constexpr Query kStanding{"change.standing",
                          "SELECT g.next_standing FROM groups g JOIN conversations c ON c.number = g.conversation "
                          "WHERE c.name = $1"};
constexpr Query kNotice{
    "change.notice",
    "SELECT seq FROM messages WHERE conversation = (SELECT number FROM conversations WHERE name = $1) "
    "AND source = (SELECT number FROM users WHERE username = $2) AND id = $3"};
constexpr Query kMakeLog{"change.make_log",
                         "INSERT INTO conversations (name, kind, head, changed) VALUES ($1, 3, 0, stamp()) "
                         "ON CONFLICT (name) DO NOTHING RETURNING number"};
constexpr Query kMakeGroup{"change.make_group",
                           "INSERT INTO groups (conversation, name, profile_pic, version, next_standing) "
                           "VALUES ($1, $2, $3, 0, 1)"};
constexpr Query kMakeNames{"change.make_names",
                           "INSERT INTO users (username, folded, account) SELECT DISTINCT n, lower(n COLLATE \"C\"), 0 "
                           "FROM unnest($1) AS n ORDER BY 1 ON CONFLICT (username) DO NOTHING"};
constexpr Query kNames{"change.names", "SELECT username, number, account FROM users WHERE username = ANY($1)"};

constexpr Query kInsertNotice{"change.insert_notice",
                              "INSERT INTO messages (conversation, seq, source, origin, epoch, tally, id, frame) "
                              "VALUES ($1, $2, $3, 0, $4, $5, $6, $7)"};
constexpr Query kCloseMembers{"change.close_members",
                              "UPDATE participants SET left_at = $3, role = 0, changed = (SELECT stamp()) "
                              "WHERE conversation = $1 AND \"user\" = ANY($2)"};
constexpr Query kCloseIntervals{"change.close_intervals",
                                "UPDATE intervals SET last_seq = $3 "
                                "WHERE conversation = $1 AND \"user\" = ANY($2) AND last_seq IS NULL"};
constexpr Query kOpenMembers{"change.open_members",
                             "INSERT INTO participants (conversation, \"user\", role, standing, changed) "
                             "SELECT $1, u, r, s, (SELECT stamp()) FROM unnest($2, $3, $4) AS w(u, r, s) ORDER BY 2 "
                             "ON CONFLICT (conversation, \"user\") DO UPDATE SET role = excluded.role, "
                             "standing = excluded.standing, left_at = NULL, changed = excluded.changed"};
constexpr Query kOpenIntervals{"change.open_intervals",
                               "INSERT INTO intervals (conversation, \"user\", first_seq) "
                               "SELECT $1, u, $3 FROM unnest($2) AS u"};
constexpr Query kRaise{"change.raise", "UPDATE participants SET role = 1 WHERE conversation = $1 AND \"user\" = $2"};
constexpr Query kVersion{"change.version",
                         "UPDATE groups SET version = $2, next_standing = $3 WHERE conversation = $1"};
constexpr Query kGrow{"change.grow", "UPDATE conversations SET head = $2, changed = stamp() WHERE number = $1"};

struct Person {
    std::int64_t number = 0;
    AccountState account = AccountState::none;
};
using People = std::map<std::string, Person, std::less<>>;

// The group as it is under the lock.
struct State {
    std::int64_t conversation = 0;
    std::uint64_t head = 0;
    GroupSnapshotPtr group;  // null: there is none
    std::uint64_t nextStanding = 1;
    std::uint64_t noticeSeq = 0;  // of this very notice, when it is in the log already
};

Task<State> readState(Connection& connection, const MembershipChange& change, Fences& fences) {
    const auto name = groupConversation(change.group);
    fences.ask(connection);
    connection.add(kLock, Params(name));
    connection.add(kGroupRows, Params(name, -1));
    connection.add(kStanding, Params(name));
    connection.add(kNotice, Params(name, change.notice->source, change.notice->id));
    auto answers = co_await connection.run();
    const auto first = fences.answers() + 1;  // behind BEGIN
    if (fences.answers() > 0) fences.read(answers[fences.answers()]);
    State state;
    const auto& locked = answers[first];
    if (locked.empty()) co_return state;
    state.conversation = locked.integer(0, 0);
    state.head = locked.count(0, 1);
    state.group = snapshotOf(answers[first + 1], change.group);
    if (!answers[first + 2].empty()) state.nextStanding = answers[first + 2].count(0, 0);
    if (!answers[first + 3].empty()) state.noticeSeq = answers[first + 3].count(0, 0);
    co_return state;
}

Task<> create(Connection& connection, const MembershipChange& change, State& state) {
    connection.add(kMakeLog, Params(groupConversation(change.group)));
    auto made = co_await connection.run();
    // Another one made it since; the next try finds it.
    if (made.front().empty()) throw Failure::again("the group was made meanwhile");
    state.conversation = made.front().integer(0, 0);
    auto group = std::make_shared<GroupSnapshot>();
    group->id = change.group;
    group->name = change.create->name;
    group->profilePic = change.create->profilePic;
    connection.add(kMakeGroup, Params(state.conversation, group->name, group->profilePic));
    state.group = std::move(group);
}

Task<People> findPeople(Connection& connection, const MembershipChange& change) {
    Texts names{change.notice->source.view()};
    for (const auto& member : change.added) names.push_back(member.user.view());
    for (const auto& user : change.removed) names.push_back(user.view());
    if (change.promoted) names.push_back(change.promoted->view());
    connection.add(kMakeNames, Params(names));
    connection.add(kNames, Params(names));
    auto answers = co_await connection.run();
    const auto& rows = answers.back();
    People people;
    for (int row = 0; row < rows.size(); ++row) {
        people[rows.text(row, 0)] = {rows.integer(row, 1), static_cast<AccountState>(rows.integer(row, 2))};
    }
    co_return people;
}

void write(Connection& connection, const MembershipChange& change, const State& state, const AppliedChange& applied,
           const People& people, std::uint64_t seq) {
    const auto numberOf = [&people](const UserId& user) { return people.at(user.value).number; };
    const auto& notice = *change.notice;
    connection.add(kInsertNotice, Params(state.conversation, seq, numberOf(notice.source), change.fence.epoch,
                                         tallyOf(notice), notice.id, Blob{encodeBinary(notice)}));
    if (!applied.removed.empty()) {
        Numbers removed;
        for (const auto& user : applied.removed) removed.push_back(numberOf(user));
        connection.add(kCloseMembers, Params(state.conversation, removed, seq));
        connection.add(kCloseIntervals, Params(state.conversation, removed, seq));
    }
    if (!applied.added.empty()) {
        Numbers added, roles, standings;
        for (const auto& member : applied.added) {
            added.push_back(numberOf(member.user));
            roles.push_back(static_cast<std::int64_t>(member.role));
            standings.push_back(static_cast<std::int64_t>(member.joinedSeq));
        }
        connection.add(kOpenMembers, Params(state.conversation, added, roles, standings));
        connection.add(kOpenIntervals, Params(state.conversation, added, seq));
    }
    if (applied.raised) connection.add(kRaise, Params(state.conversation, numberOf(*applied.raised)));
    connection.add(kVersion, Params(state.conversation, applied.after->version, applied.nextStanding));
    connection.add(kGrow, Params(state.conversation, seq));
    if (!change.create || !change.create->profilePic || !isFileId(*change.create->profilePic)) return;
    FileReferences picture;
    picture.files.push_back(*change.create->profilePic);
    picture.users.push_back(numberOf(notice.source));
    picture.conversations.push_back(state.conversation);
    picture.seqs.push_back(0);
    addFileReferences(connection, picture);
}

}  // namespace

Task<Result<MembershipOutcome>> changeMembership(Connection& connection, const MembershipChange& change,
                                                 Fences& fences) {
    fences.add(change.fence);
    auto state = co_await readState(connection, change, fences);
    if (fences.isFenced(change.fence)) co_return fencedError();
    MembershipOutcome outcome;
    if (state.group && state.noticeSeq != 0) {  // the same change, told again
        outcome.seq = state.noticeSeq;
        outcome.before = outcome.after = state.group;
        co_return outcome;
    }
    if (!state.group && !change.create) {
        co_return Error{Errc::notFound, "There is no group " + change.group.value + "."};
    }
    if (state.group && (change.create || state.group->version != change.expectedVersion)) {
        co_return Error{Errc::conflict, "The group " + change.group.value + " was changed in the meantime."};
    }
    outcome.before = state.group;
    if (!state.group) co_await create(connection, change, state);
    auto people = co_await findPeople(connection, change);
    const auto applied = applyChange(*state.group, change, state.nextStanding);
    outcome.seq = state.head + 1;
    write(connection, change, state, applied, people, outcome.seq);
    for (const auto& member : applied.added) {
        if (people.at(member.user.value).account == AccountState::none) outcome.unknown.push_back(member.user);
    }
    outcome.after = applied.after;
    co_return outcome;
}

}  // namespace baithak::postgres
