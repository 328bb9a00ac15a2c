// SPDX-License-Identifier: MIT

#include "server/store/sqlite/sqlite_users.h"

namespace baithak::sqlite {

namespace {

constexpr std::size_t kSmall = 512;  // the weight of a job here

}  // namespace

Task<Result<>> SqliteUsers::create(Account account) {
    auto work = [held = std::move(account)](WriteContext& context) { return context.users.create(held); };
    return awaitJob<WriteContext, void>(writer_, kSmall, std::move(work));
}

Task<Result<std::vector<Account>>> SqliteUsers::search(AccountQuery query) {
    using Accounts = std::vector<Account>;
    auto work = [held = std::move(query)](ReadContext& context) -> Result<Accounts> {
        return context.users.search(held);
    };
    return awaitJob<ReadContext, Accounts>(reader_, kSmall, std::move(work));
}

Task<Result<std::vector<DeviceNumber>>> SqliteUsers::setActive(UserId user, bool active) {
    auto work = [who = std::move(user), active](WriteContext& context) { return context.users.setActive(who, active); };
    return awaitJob<WriteContext, std::vector<DeviceNumber>>(writer_, kSmall, std::move(work));
}

Task<Result<>> SqliteUsers::setPasswordHash(UserId user, std::string hash) {
    auto work = [who = std::move(user), held = std::move(hash)](WriteContext& context) {
        return context.users.setPasswordHash(who, held);
    };
    return awaitJob<WriteContext, void>(writer_, kSmall, std::move(work));
}

Task<Result<bool>> SqliteUsers::bindSubject(Account account, Subject subject) {
    auto work = [held = std::move(account), who = std::move(subject)](WriteContext& context) {
        return context.users.bindSubject(held, who);
    };
    return awaitJob<WriteContext, bool>(writer_, kSmall, std::move(work));
}

Task<Result<std::vector<DeviceNumber>>> SqliteUsers::unbindSubject(UserId user) {
    auto work = [who = std::move(user)](WriteContext& context) { return context.users.unbindSubject(who); };
    return awaitJob<WriteContext, std::vector<DeviceNumber>>(writer_, kSmall, std::move(work));
}

Task<Result<>> SqliteUsers::assignSubject(UserId user, Subject subject, Timestamp at) {
    auto work = [held = std::move(user), who = std::move(subject), at](WriteContext& context) {
        return context.users.assignSubject(held, who, at);
    };
    return awaitJob<WriteContext, void>(writer_, kSmall, std::move(work));
}

Task<Result<>> SqliteUsers::clearNotificationToken(DeviceNumber device, std::string token) {
    auto work = [device, held = std::move(token)](WriteContext& context) -> Result<> {
        context.users.clearNotificationToken(device, held);
        return {};
    };
    return awaitJob<WriteContext, void>(writer_, kSmall, std::move(work));
}

Task<Result<>> SqliteUsers::claimNotificationToken(DeviceNumber device, std::string token) {
    auto work = [device, held = std::move(token)](WriteContext& context) -> Result<> {
        context.users.claimNotificationToken(device, held);
        return {};
    };
    return awaitJob<WriteContext, void>(writer_, kSmall, std::move(work));
}

Task<Result<SignedIn>> SqliteUsers::signIn(SignIn signIn) {
    auto work = [held = std::move(signIn)](WriteContext& context) { return context.users.signIn(held); };
    return awaitJob<WriteContext, SignedIn>(writer_, kSmall, std::move(work));
}

Task<Result<DeviceNumber>> SqliteUsers::endDevice(UserId user, DeviceId device) {
    auto work = [who = std::move(user), id = std::move(device)](WriteContext& context) {
        return context.users.endDevice(who, id);
    };
    return awaitJob<WriteContext, DeviceNumber>(writer_, kSmall, std::move(work));
}

Task<Result<Account>> SqliteUsers::find(UserId user) {
    auto work = [who = std::move(user)](ReadContext& context) { return context.users.find(who); };
    return awaitJob<ReadContext, Account>(reader_, kSmall, std::move(work));
}

Task<Result<std::vector<UserId>>> SqliteUsers::existing(std::vector<UserId> names) {
    using Names = std::vector<UserId>;
    auto work = [held = std::move(names)](ReadContext& context) -> Result<Names> {
        return context.users.existing(held);
    };
    return awaitJob<ReadContext, Names>(reader_, kSmall, std::move(work));
}

Task<Result<Device>> SqliteUsers::deviceByKey(UserId user, std::string keyHash, Timestamp now) {
    auto work = [who = std::move(user), hash = std::move(keyHash), now, writer = &writer_](ReadContext& context) {
        auto device = context.users.deviceByKey(who, hash, now);
        if (device && minuteOf(device->lastUsedAt) < minuteOf(now)) writer->noteUse(device->number, now);
        return device;
    };
    return awaitJob<ReadContext, Device>(reader_, kSmall, std::move(work));
}

Task<Result<std::vector<Device>>> SqliteUsers::devices(UserId user) {
    using Devices = std::vector<Device>;
    auto work = [who = std::move(user)](ReadContext& context) -> Result<Devices> { return context.users.devices(who); };
    return awaitJob<ReadContext, Devices>(reader_, kSmall, std::move(work));
}

}  // namespace baithak::sqlite
