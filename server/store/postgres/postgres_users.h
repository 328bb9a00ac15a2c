// SPDX-License-Identifier: MIT
#pragma once

#include "server/store/postgres/engine.h"
#include "server/store/user_store.h"

namespace baithak::postgres {

// UserStore on the engine's lanes.
class PostgresUsers final : public UserStore {
public:
    explicit PostgresUsers(Engine& engine) : engine_(engine) {}

    Task<Result<>> create(Account account) override;
    Task<Result<Account>> find(UserId user) override;
    Task<Result<bool>> bindSubject(Account account, Subject subject) override;
    Task<Result<std::vector<DeviceNumber>>> unbindSubject(UserId user) override;
    Task<Result<>> assignSubject(UserId user, Subject subject, Timestamp at) override;
    Task<Result<std::vector<Account>>> search(AccountQuery query) override;
    Task<Result<std::vector<DeviceNumber>>> setActive(UserId user, bool active) override;
    Task<Result<>> setPasswordHash(UserId user, std::string hash) override;
    Task<Result<std::vector<UserId>>> existing(std::vector<UserId> names) override;
    Task<Result<SignedIn>> signIn(SignIn signIn) override;
    Task<Result<Device>> deviceByKey(UserId user, std::string keyHash, Timestamp now) override;
    Task<Result<std::vector<Device>>> devices(UserId user) override;
    Task<Result<DeviceNumber>> endDevice(UserId user, DeviceId device) override;
    Task<Result<>> clearNotificationToken(DeviceNumber device, std::string token) override;
    Task<Result<>> claimNotificationToken(DeviceNumber device, std::string token) override;

private:
    Engine& engine_;
};

}  // namespace baithak::postgres
