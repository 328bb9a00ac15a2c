// SPDX-License-Identifier: MIT
#pragma once

// What the writer knows of users and conversations, so that an append needs no look-up in the file, and what its
// transaction still owes the file: the heads of the logs it grew. The writer is the only one who writes, so what is
// here is the truth until a transaction fails: then all of it is forgotten. Lives on the writer's thread.

#include <optional>
#include <unordered_map>
#include <vector>

#include "server/store/account_rules.h"
#include "server/store/append_rules.h"
#include "server/store/mark_rules.h"
#include "server/store/sqlite/connection.h"
#include "server/store/sqlite/group_loader.h"
#include "server/store/sqlite/published.h"

namespace baithak::sqlite {

struct UserEntry {
    std::int64_t number = 0;
    AccountState account = AccountState::none;
};

struct ConversationEntry {
    std::int64_t number = 0;
    ConversationKind kind = ConversationKind::direct;
    std::uint64_t head = 0;
    bool isDirty = false;                           // head or stamp is still to be written
    std::int64_t lower = 0, higher = 0;             // direct: the two users; system: the one, twice
    GroupSnapshotPtr group;                         // group: as it is now
    std::vector<std::int64_t> memberNumbers;        // group: ascending
    std::unordered_map<std::int64_t, Marks> marks;  // by user: those looked at lately

    bool hasMember(std::int64_t user) const noexcept;
    std::uint64_t membersVersion() const noexcept { return group ? group->version : 0; }
};

class Ledger {
public:
    Ledger(Connection& connection, Published& published);

    // Around each transaction.
    void begin();
    void flush();      // before COMMIT: writes what is owed
    void committed();  // after it: shows changed groups to the readers
    void forget();     // after a ROLLBACK
    // The next flush writes something in any case.
    void oweStamps() { reservedStamp_ = 0; }

    // Null when nobody is known by that name. Entries hold until the transaction ends.
    UserEntry* findUser(const UserId& name);
    // Makes a name without an account when there is none.
    UserEntry& ensureUser(const UserId& name);
    // After an account was made or changed.
    void dropUser(const UserId& name) { users_.erase(name); }
    // The user's number; 0 when there is no such device.
    std::int64_t ownerOf(DeviceNumber device);
    // After a device ended.
    void dropDevice(DeviceNumber device) { devices_.erase(static_cast<std::uint64_t>(device)); }

    ConversationEntry* findConversation(const ConversationId& name);
    // Direct and system conversations: made with their participants.
    ConversationEntry& createConversation(const ConversationId& name, ConversationKind kind, std::int64_t lower,
                                          std::int64_t higher);
    ConversationEntry& createGroup(const ConversationId& name, GroupSnapshotPtr group);
    // Grew, or changed in a way that each member can see.
    void touch(ConversationEntry& conversation);
    // The group is this from the commit on.
    void setGroup(ConversationEntry& conversation, GroupSnapshotPtr group, std::vector<std::int64_t> memberNumbers);

    // Whether a later owner of its partition has been seen. Kept in memory: no other process writes this file, so an
    // owner of before ended with the process that it was in.
    bool isFenced(const Fence& fence);

    // The number of this transaction, higher than those of all before it.
    std::uint64_t stamp() const noexcept { return stamp_; }

private:
    void reserveStamps();
    ConversationEntry& remember(const ConversationId& name, ConversationEntry entry);
    std::int64_t insertConversation(const ConversationId& name, ConversationKind kind);

    Connection& connection_;
    Published& published_;
    GroupLoader loader_;
    Statement selectUser_, insertName_, selectOwner_, selectConversation_, insertConversation_, insertParticipant_,
        selectPeers_, updateHead_, saveStamp_;
    std::unordered_map<UserId, UserEntry> users_;
    std::unordered_map<std::uint64_t, std::int64_t> devices_;
    std::unordered_map<ConversationId, ConversationEntry> conversations_;
    std::vector<ConversationEntry*> dirty_;
    std::vector<GroupSnapshotPtr> changedGroups_;
    std::unordered_map<std::uint32_t, std::uint64_t> epochs_;  // by partition: the highest seen
    std::uint64_t stamp_ = 0;
    std::uint64_t reservedStamp_ = 0;
};

}  // namespace baithak::sqlite
