// SPDX-License-Identifier: MIT

#include "server/store/postgres/postgres_users.h"

#include "server/store/postgres/accounts.h"

namespace baithak::postgres {

Task<Result<>> PostgresUsers::create(Account account) {
    auto& lane = engine_.forPerson(account.username.view());
    auto body = [held = std::move(account)](Connection& connection) { return createAccount(connection, held); };
    return awaitJob<void>(lane, JobKind::write, std::move(body));
}

Task<Result<bool>> PostgresUsers::bindSubject(Account account, Subject subject) {
    auto& lane = engine_.forPerson(account.username.view());
    auto body = [held = std::move(account), who = std::move(subject)](Connection& connection) {
        return bindAccount(connection, held, who);
    };
    return awaitJob<bool>(lane, JobKind::write, std::move(body));
}

Task<Result<std::vector<DeviceNumber>>> PostgresUsers::unbindSubject(UserId user) {
    auto& lane = engine_.forPerson(user.view());
    auto body = [who = std::move(user)](Connection& connection) { return unbindAccount(connection, who); };
    return awaitJob<std::vector<DeviceNumber>>(lane, JobKind::write, std::move(body));
}

Task<Result<>> PostgresUsers::assignSubject(UserId user, Subject subject, Timestamp at) {
    auto& lane = engine_.forPerson(user.view());
    auto body = [held = std::move(user), who = std::move(subject), at](Connection& connection) {
        return assignAccount(connection, held, who, at);
    };
    return awaitJob<void>(lane, JobKind::write, std::move(body));
}

Task<Result<std::vector<Account>>> PostgresUsers::search(AccountQuery query) {
    auto body = [held = std::move(query)](Connection& connection) { return searchAccounts(connection, held); };
    return awaitJob<std::vector<Account>>(engine_.forReads(), JobKind::read, std::move(body));
}

Task<Result<std::vector<DeviceNumber>>> PostgresUsers::setActive(UserId user, bool active) {
    auto& lane = engine_.forPerson(user.view());
    auto body = [who = std::move(user), active](Connection& connection) {
        return activateAccount(connection, who, active);
    };
    return awaitJob<std::vector<DeviceNumber>>(lane, JobKind::write, std::move(body));
}

Task<Result<>> PostgresUsers::setPasswordHash(UserId user, std::string hash) {
    auto& lane = engine_.forPerson(user.view());
    auto body = [who = std::move(user), held = std::move(hash)](Connection& connection) {
        return changePassword(connection, who, held);
    };
    return awaitJob<void>(lane, JobKind::write, std::move(body));
}

Task<Result<>> PostgresUsers::clearNotificationToken(DeviceNumber device, std::string token) {
    auto body = [device, held = std::move(token)](Connection& connection) {
        return clearToken(connection, device, held);
    };
    return awaitJob<void>(engine_.forPerson({}), JobKind::write, std::move(body));
}

Task<Result<>> PostgresUsers::claimNotificationToken(DeviceNumber device, std::string token) {
    auto body = [device, held = std::move(token)](Connection& connection) {
        return claimToken(connection, device, held);
    };
    return awaitJob<void>(engine_.forPerson({}), JobKind::write, std::move(body));
}

Task<Result<SignedIn>> PostgresUsers::signIn(SignIn signIn) {
    auto& lane = engine_.forPerson(signIn.user.view());
    auto body = [held = std::move(signIn)](Connection& connection) { return signInDevice(connection, held); };
    return awaitJob<SignedIn>(lane, JobKind::write, std::move(body));
}

Task<Result<DeviceNumber>> PostgresUsers::endDevice(UserId user, DeviceId device) {
    auto& lane = engine_.forPerson(user.view());
    auto body = [who = std::move(user), id = std::move(device)](Connection& connection) {
        return endDeviceOf(connection, who, id);
    };
    return awaitJob<DeviceNumber>(lane, JobKind::write, std::move(body));
}

Task<Result<Account>> PostgresUsers::find(UserId user) {
    auto body = [who = std::move(user)](Connection& connection) { return findAccount(connection, who); };
    return awaitJob<Account>(engine_.forReads(), JobKind::read, std::move(body));
}

Task<Result<std::vector<UserId>>> PostgresUsers::existing(std::vector<UserId> names) {
    auto body = [held = std::move(names)](Connection& connection) { return findExisting(connection, held); };
    return awaitJob<std::vector<UserId>>(engine_.forReads(), JobKind::read, std::move(body));
}

Task<Result<Device>> PostgresUsers::deviceByKey(UserId user, std::string keyHash, Timestamp now) {
    auto body = [who = std::move(user), hash = std::move(keyHash), now](Connection& connection) {
        return findDeviceByKey(connection, who, hash, now);
    };
    return awaitJob<Device>(engine_.forReads(), JobKind::read, std::move(body));
}

Task<Result<std::vector<Device>>> PostgresUsers::devices(UserId user) {
    auto body = [who = std::move(user)](Connection& connection) { return listDevices(connection, who); };
    return awaitJob<std::vector<Device>>(engine_.forReads(), JobKind::read, std::move(body));
}

}  // namespace baithak::postgres
