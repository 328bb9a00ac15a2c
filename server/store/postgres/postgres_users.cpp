// SPDX-License-Identifier: MIT

#include "server/store/postgres/postgres_users.h"

#include "server/store/postgres/accounts.h"

namespace baithak::postgres {

Task<Result<>> PostgresUsers::create(Account account) {
    auto& lane = engine_.forPerson(account.username.view());
    auto body = [held = std::move(account)](Connection& connection) { return createAccount(connection, held); };
    return awaitJob<void>(lane, JobKind::write, std::move(body));
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
