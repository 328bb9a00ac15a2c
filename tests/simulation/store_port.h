// SPDX-License-Identifier: MIT
#pragma once

// The store as one process of the simulated cluster sees it: each call travels to the disk, is one transaction there,
// and its answer travels back. It may fail before, and after: then the caller does not know. Plants the mistakes that
// lie between a role and its store.

#include "server/store/store.h"
#include "tests/simulation/disk.h"
#include "tests/simulation/presence_port.h"
#include "tests/simulation/process.h"

namespace baithak::simulation {

struct StoreWeather {
    Duration slowest{3'000};
    Duration slowestCommit{5'000};  // of messages and memberships, on top
    double failed = 0;              // of calls: nothing is kept
    double answerLost = 0;          // of calls: kept, and answered as failed
    bool isAway = false;            // every call fails
};

class StorePort final : public MessageStore, public GroupStore, public UserStore {
public:
    StorePort(Process& process, Disk& disk, const StoreWeather& weather, PresencePort& presence)
        : process_(process), disk_(disk), weather_(weather), presence_(presence) {}

    Task<Result<std::vector<AppendOutcome>>> append(std::vector<AppendRequest> requests) override;
    Task<Result<MembershipOutcome>> change(MembershipChange change) override;
    Task<Result<std::vector<StreamHead>>> behind(UserId user, DeviceNumber device) override;
    Task<Result<LogRange>> fetch(UserId user, DeviceNumber device, ConversationId conversation, std::uint64_t from,
                                 std::size_t maxMessages, std::size_t maxBytes) override;
    Task<Result<std::vector<Receipt>>> saveMarks(std::vector<MarkUpdate> updates) override;
    Task<Result<std::uint64_t>> lastSeqOf(ConversationId conversation, UserId author,
                                          std::vector<MessageId> ids) override;
    Task<Result<GroupSnapshotPtr>> group(GroupId id) override;
    Task<Result<std::vector<GroupSnapshotPtr>>> groupsOf(UserId user) override;
    Task<Result<std::vector<UserId>>> existing(std::vector<UserId> names) override;
    Task<Result<Device>> deviceByKey(UserId user, std::string keyHash, Timestamp now) override;

    // Nobody calls these here: there is no role `profile`, and no client reads its conversations over HTTP.
    Task<Result<LogRange>> page(UserId user, ConversationId conversation, std::optional<std::uint64_t> after,
                                std::optional<std::uint64_t> before, std::size_t limit) override;
    Task<Result<ConversationPage>> conversations(UserId user, std::uint64_t since) override;
    Task<Result<>> setFlags(UserId user, ConversationId conversation, ConversationFlags flags) override;
    Task<Result<>> create(Account account) override;
    Task<Result<Account>> find(UserId user) override;
    Task<Result<bool>> bindSubject(Account account, Subject subject) override;
    Task<Result<std::vector<DeviceNumber>>> unbindSubject(UserId user) override;
    Task<Result<>> assignSubject(UserId user, Subject subject, Timestamp at) override;
    Task<Result<std::vector<Account>>> search(AccountQuery query) override;
    Task<Result<std::vector<DeviceNumber>>> setActive(UserId user, bool active) override;
    Task<Result<>> setPasswordHash(UserId user, std::string hash) override;
    Task<Result<>> clearNotificationToken(DeviceNumber device, std::string token) override;
    Task<Result<>> claimNotificationToken(DeviceNumber device, std::string token) override;
    Task<Result<SignedIn>> signIn(SignIn signIn) override;
    Task<Result<std::vector<Device>>> devices(UserId user) override;
    Task<Result<DeviceNumber>> endDevice(UserId user, DeviceId device) override;

private:
    Process::Trip trip();
    Process::Trip writeTrip();
    // Asks the disk; what it answers with a plain value is a success.
    template <class T>
    Task<Result<T>> read(std::function<Result<T>(const Disk&)> question);

    Process& process_;
    Disk& disk_;
    const StoreWeather& weather_;
    PresencePort& presence_;
    Time lastWrite_{};  // writes of one process are served in order
};

}  // namespace baithak::simulation
