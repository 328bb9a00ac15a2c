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
    std::uint64_t nextStanding(const ConversationEntry& group);
    void remove(const ConversationEntry& group, Numbers& numbers, const UserId& user, std::uint64_t seq);
    bool add(const ConversationEntry& group, Numbers& numbers, const Member& member, std::uint64_t seq);
    void showPicture(const ConversationEntry& group, const MembershipChange& change);

    Ledger& ledger_;
    LogWriter& log_;
    FileWriter& files_;
    Statement insertGroup_, selectStanding_, updateGroup_, upsertMember_, openInterval_, closeMember_, closeInterval_,
        setRole_;
};

}  // namespace baithak::sqlite
