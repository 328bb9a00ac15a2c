// SPDX-License-Identifier: MIT
#pragma once

// Accounts and their devices. Those that write do so in the transaction of their job.

#include "server/store/postgres/connection.h"
#include "server/store/records.h"

namespace baithak::postgres {

Task<Result<>> createAccount(Connection& connection, Account account);
Task<Result<Account>> findAccount(Connection& connection, UserId user);
Task<Result<std::vector<UserId>>> findExisting(Connection& connection, std::vector<UserId> names);
Task<Result<bool>> bindAccount(Connection& connection, Account account, Subject subject);
Task<Result<std::vector<DeviceNumber>>> unbindAccount(Connection& connection, UserId user);
Task<Result<>> assignAccount(Connection& connection, UserId user, Subject subject, Timestamp at);
Task<Result<std::vector<Account>>> searchAccounts(Connection& connection, AccountQuery query);
Task<Result<std::vector<DeviceNumber>>> activateAccount(Connection& connection, UserId user, bool active);
Task<Result<>> changePassword(Connection& connection, UserId user, std::string hash);

Task<Result<>> clearToken(Connection& connection, DeviceNumber device, std::string token);
Task<Result<>> claimToken(Connection& connection, DeviceNumber device, std::string token);
Task<Result<SignedIn>> signInDevice(Connection& connection, SignIn signIn);
Task<Result<Device>> findDeviceByKey(Connection& connection, UserId user, std::string keyHash, Timestamp now);
Task<Result<std::vector<Device>>> listDevices(Connection& connection, UserId user);
Task<Result<DeviceNumber>> endDeviceOf(Connection& connection, UserId user, DeviceId device);

}  // namespace baithak::postgres
