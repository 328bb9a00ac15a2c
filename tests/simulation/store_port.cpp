// SPDX-License-Identifier: MIT
#include "tests/simulation/store_port.h"

namespace baithak::simulation {
namespace {

using namespace std::chrono_literals;

Error notHere() { return {Errc::unavailable, "not in the simulation"}; }

}  // namespace

Process::Trip StorePort::trip() {
    auto& random = process_.engine().random;
    Process::Trip trip;
    trip.there = random.between(50us, weather_.slowest);
    trip.back = random.between(50us, weather_.slowest);
    trip.isLost = weather_.isAway || random.chance(weather_.failed);
    trip.isAnswerLost = random.chance(weather_.answerLost);
    return trip;
}

Process::Trip StorePort::writeTrip() {
    auto trip = this->trip();
    trip.there += process_.engine().random.between(0us, weather_.slowestCommit) + process_.storeLag;
    trip.notBefore = &lastWrite_;
    return trip;
}

template <class T>
Task<Result<T>> StorePort::read(std::function<Result<T>(const Disk&)> question) {
    std::function<Result<T>()> serve = [this_disk = &disk_, question = std::move(question)] {
        return question(*this_disk);
    };
    auto way = trip();
    auto answer = co_await process_.ask<T>(way, std::move(serve));
    co_return answer;
}

Task<Result<std::vector<AppendOutcome>>> StorePort::append(std::vector<AppendRequest> requests) {
    using Outcomes = std::vector<AppendOutcome>;
    const auto bug = process_.engine().bug;
    std::optional<std::vector<bool>> maySend;
    std::optional<Outcomes> foretold;
    if (bug == Bug::membershipReadOutside) maySend = disk_.maySend(requests);
    if (bug == Bug::ackBeforeCommit) foretold = disk_.foretell(requests);
    if (bug == Bug::presenceReadBeforeCommit) presence_.readAhead();
    std::function<Result<Outcomes>()> serve = [disk = &disk_, requests = std::move(requests), maySend] {
        return Result<Outcomes>(disk->append(requests, maySend));
    };
    auto way = writeTrip();
    if (foretold) {
        process_.send(way, [serve] { (void)serve(); });
        co_return std::move(*foretold);
    }
    auto answer = co_await process_.ask<Outcomes>(way, std::move(serve));
    co_return answer;
}

Task<Result<MembershipOutcome>> StorePort::change(MembershipChange change) {
    if (process_.engine().bug == Bug::presenceReadBeforeCommit) presence_.readAhead();
    std::function<Result<MembershipOutcome>()> serve = [disk = &disk_, change = std::move(change)] {
        return disk->change(change);
    };
    auto way = writeTrip();
    auto answer = co_await process_.ask<MembershipOutcome>(way, std::move(serve));
    co_return answer;
}

Task<Result<std::vector<Receipt>>> StorePort::saveMarks(std::vector<MarkUpdate> updates) {
    using Receipts = std::vector<Receipt>;
    std::function<Result<Receipts>()> serve = [disk = &disk_, updates = std::move(updates)] {
        return Result<Receipts>(disk->saveMarks(updates));
    };
    auto way = trip();
    auto answer = co_await process_.ask<Receipts>(way, std::move(serve));
    co_return answer;
}

Task<Result<std::vector<StreamHead>>> StorePort::behind(UserId user, DeviceNumber device) {
    return read<std::vector<StreamHead>>(
        [user = std::move(user), device](const Disk& disk) { return disk.behind(user, device); });
}

Task<Result<LogRange>> StorePort::fetch(UserId user, DeviceNumber device, ConversationId conversation,
                                        std::uint64_t from, std::size_t maxMessages, std::size_t maxBytes) {
    return read<LogRange>(
        [user = std::move(user), device, conversation = std::move(conversation), from, maxMessages,
         maxBytes](const Disk& disk) { return disk.fetch(user, device, conversation, from, maxMessages, maxBytes); });
}

Task<Result<std::uint64_t>> StorePort::lastSeqOf(ConversationId conversation, UserId author,
                                                 std::vector<MessageId> ids) {
    return read<std::uint64_t>([conversation = std::move(conversation), author = std::move(author),
                                ids = std::move(ids)](const Disk& disk) -> Result<std::uint64_t> {
        return disk.lastSeqOf(conversation, author, ids);
    });
}

Task<Result<GroupSnapshotPtr>> StorePort::group(GroupId id) {
    return read<GroupSnapshotPtr>([id = std::move(id)](const Disk& disk) { return disk.group(id); });
}

Task<Result<std::vector<GroupSnapshotPtr>>> StorePort::groupsOf(UserId user) {
    return read<std::vector<GroupSnapshotPtr>>(
        [user = std::move(user)](const Disk& disk) { return disk.groupsOf(user); });
}

Task<Result<std::vector<UserId>>> StorePort::existing(std::vector<UserId> names) {
    return read<std::vector<UserId>>([names = std::move(names)](const Disk& disk) { return disk.existing(names); });
}

Task<Result<Device>> StorePort::deviceByKey(UserId user, std::string keyHash, Timestamp) {
    return read<Device>([user = std::move(user), keyHash = std::move(keyHash)](const Disk& disk) {
        return disk.deviceByKey(user, keyHash);
    });
}

Task<Result<LogRange>> StorePort::page(UserId, ConversationId, std::optional<std::uint64_t>,
                                       std::optional<std::uint64_t>, std::size_t) {
    co_return notHere();
}
Task<Result<ConversationPage>> StorePort::conversations(UserId, std::uint64_t) { co_return notHere(); }
Task<Result<>> StorePort::setFlags(UserId, ConversationId, ConversationFlags) { co_return notHere(); }
Task<Result<>> StorePort::create(Account) { co_return notHere(); }
Task<Result<Account>> StorePort::find(UserId) { co_return notHere(); }
Task<Result<bool>> StorePort::bindSubject(Account, Subject) { co_return notHere(); }
Task<Result<std::vector<DeviceNumber>>> StorePort::unbindSubject(UserId) { co_return notHere(); }
Task<Result<>> StorePort::assignSubject(UserId, Subject, Timestamp) { co_return notHere(); }
Task<Result<std::vector<Account>>> StorePort::search(AccountQuery) { co_return notHere(); }
Task<Result<std::vector<DeviceNumber>>> StorePort::setActive(UserId, bool) { co_return notHere(); }
Task<Result<>> StorePort::setPasswordHash(UserId, std::string) { co_return notHere(); }
Task<Result<>> StorePort::clearNotificationToken(DeviceNumber, std::string) { co_return notHere(); }
Task<Result<>> StorePort::claimNotificationToken(DeviceNumber, std::string) { co_return notHere(); }
Task<Result<SignedIn>> StorePort::signIn(SignIn) { co_return notHere(); }
Task<Result<std::vector<Device>>> StorePort::devices(UserId) { co_return notHere(); }
Task<Result<DeviceNumber>> StorePort::endDevice(UserId, DeviceId) { co_return notHere(); }

}  // namespace baithak::simulation
