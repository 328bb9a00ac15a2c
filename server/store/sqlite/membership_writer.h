// SPDX-License-Identifier: MIT
#pragma once

// Changes of membership, on the writer's thread, within its transaction: the notice goes into the log, and its seq
// opens or closes the members' intervals.

#include "server/store/sqlite/log_writer.h"

namespace baithak::sqlite {

class MembershipWriter {
public:
    MembershipWriter(Connection& connection, Ledger& ledger, LogWriter& log, FileWriter& files);

    Result<MembershipOutcome> change(const MembershipChange& change);

private:
    using Numbers = std::vector<std::int64_t>;  // of the members, ascending

    Result<MembershipOutcome> apply(const MembershipChange& change, ConversationEntry* group,
                                    const ConversationId& name);
    ConversationEntry& create(const MembershipChange& change, const ConversationId& name);
    void remove(ConversationEntry& group, GroupSnapshot& after, Numbers& numbers, const UserId& user,
                std::uint64_t seq);
    bool add(ConversationEntry& group, GroupSnapshot& after, Numbers& numbers, const Member& member, std::uint64_t seq);
    void promote(ConversationEntry& group, GroupSnapshot& after, const UserId& user);
    void showPicture(const ConversationEntry& group, const MembershipChange& change);
    void finish(ConversationEntry& group, const std::shared_ptr<GroupSnapshot>& after, Numbers numbers);

    Ledger& ledger_;
    LogWriter& log_;
    FileWriter& files_;
    Statement insertGroup_, takeStanding_, updateVersion_, upsertMember_, openInterval_, closeMember_, closeInterval_,
        setRole_;
};

}  // namespace baithak::sqlite
