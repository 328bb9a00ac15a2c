// SPDX-License-Identifier: MIT
#pragma once

// What the simulated store holds, and its transactions, each in one moment (server/store/*.h say what they promise).
// It is asked through StorePort (store_port.h), which makes them take time and fail. Users and devices are there from
// the beginning.

#include <map>
#include <set>

#include "server/store/store.h"
#include "tests/simulation/engine.h"

namespace baithak::simulation {

class Disk {
public:
    explicit Disk(Bug bug) : bug_(bug) {}

    void addUser(const UserId& user) { users_.insert(user); }
    DeviceNumber addDevice(const UserId& user, std::string keyHash);

    Result<Device> deviceByKey(const UserId& user, const std::string& keyHash) const;
    std::vector<UserId> existing(const std::vector<UserId>& names) const;

    // Whether the sender may write, as it is now; planted outside the transaction by Bug::membershipReadOutside.
    std::vector<bool> maySend(const std::vector<AppendRequest>& requests) const;
    // `maySend`: what was read before, if anything.
    std::vector<AppendOutcome> append(const std::vector<AppendRequest>& requests,
                                      const std::optional<std::vector<bool>>& maySend = std::nullopt);
    // What an append would answer now.
    std::vector<AppendOutcome> foretell(const std::vector<AppendRequest>& requests) const;
    Result<MembershipOutcome> change(const MembershipChange& change);
    Result<GroupSnapshotPtr> group(const GroupId& id) const;
    std::vector<GroupSnapshotPtr> groupsOf(const UserId& user) const;

    std::vector<StreamHead> behind(const UserId& user, DeviceNumber device) const;
    Result<LogRange> fetch(const UserId& user, DeviceNumber device, const ConversationId& conversation,
                           std::uint64_t from, std::size_t maxMessages, std::size_t maxBytes) const;
    std::vector<Receipt> saveMarks(const std::vector<MarkUpdate>& updates);
    std::uint64_t lastSeqOf(const ConversationId& conversation, const UserId& author,
                            const std::vector<MessageId>& ids) const;

    // Everything, for the checker.
    test::FinalLogs logs() const;

private:
    struct Interval {
        std::uint64_t first = 1;
        std::uint64_t last = UINT64_MAX;
    };
    struct Participant {
        std::vector<Interval> intervals;
        std::uint64_t delivered = 0;
        std::uint64_t read = 0;
        bool isIn() const { return !intervals.empty() && intervals.back().last == UINT64_MAX; }
    };
    struct Row {
        LogEntry entry;
        std::uint64_t epoch = 0;
        std::vector<std::string> added;
        std::vector<std::string> removed;
    };
    struct Conversation {
        ConversationKind kind = ConversationKind::direct;
        std::vector<Row> rows;  // the row of a seq is at seq - 1
        std::map<UserId, Participant> participants;
        std::map<std::pair<UserId, MessageId>, std::uint64_t> places;
        GroupSnapshotPtr group;
        std::uint64_t nextStanding = 1;

        std::uint64_t head() const noexcept { return rows.size(); }
        std::uint64_t membersVersion() const noexcept { return group ? group->version : 0; }
        // The last seq that the participant may see.
        std::uint64_t visibleHead(const Participant& participant) const;
    };

    AppendOutcome append(const AppendRequest& request, std::optional<bool> maySend);
    std::optional<AppendOutcome> known(const AppendRequest& request) const;
    std::optional<Error> refusalOf(const AppendRequest& request, std::optional<bool> maySend) const;
    bool isMember(const AppendRequest& request) const;
    Conversation& conversationFor(const AppendRequest& request);
    const Conversation* find(const ConversationId& id) const;
    const Participant* participant(const ConversationId& id, const UserId& user) const;
    static void put(Conversation& conversation, MessagePtr message, DeviceNumber origin, const Fence& fence);
    bool takes(const Fence& fence);
    std::uint64_t cursorOf(DeviceNumber device, const ConversationId& conversation) const;

    Bug bug_;
    std::set<UserId> users_;
    std::map<std::string, Device> devices_;  // by the hash of their key
    std::map<ConversationId, Conversation> conversations_;
    std::map<std::pair<DeviceNumber, ConversationId>, std::uint64_t> cursors_;
    std::map<std::tuple<ConversationId, UserId, MessageId>, Error> refusals_;  // that are kept
    std::map<std::uint32_t, std::uint64_t> fences_;  // the highest epoch seen of each partition
};

}  // namespace baithak::simulation
