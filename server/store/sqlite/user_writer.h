// SPDX-License-Identifier: MIT
#pragma once

// Accounts and devices, on the writer's thread, within its transaction.

#include "server/store/sqlite/ledger.h"

namespace baithak::sqlite {

class UserWriter {
public:
    UserWriter(Connection& connection, Ledger& ledger);

    Result<> create(const Account& account);
    Result<std::vector<DeviceNumber>> setActive(const UserId& user, bool active);
    Result<> setPasswordHash(const UserId& user, const std::string& hash);
    Result<bool> bindSubject(const Account& account, const Subject& subject);
    Result<std::vector<DeviceNumber>> unbindSubject(const UserId& user);
    Result<> assignSubject(const UserId& user, const Subject& subject, Timestamp at);
    Result<SignedIn> signIn(const SignIn& signIn);
    Result<DeviceNumber> endDevice(const UserId& user, const DeviceId& device);
    void clearNotificationToken(DeviceNumber device, const std::string& token) { clearToken_.run(device, token); }
    void claimNotificationToken(DeviceNumber device, const std::string& token) { claimToken_.run(device, token); }
    void noteUse(DeviceNumber device, Timestamp at) { noteUse_.run(device, at); }

private:
    // The number of the one who has that account; Errc::notFound.
    Result<std::int64_t> accountOf(const UserId& user);
    enum class Binding { none, same, other };
    Binding bindingOf(std::int64_t user, const Subject& subject);
    bool hasPassword(std::int64_t user);
    std::vector<OldDevice> devicesOf(std::int64_t user);
    void end(DeviceNumber device);
    std::vector<DeviceNumber> endAll(std::int64_t user);

    Ledger& ledger_;
    Statement nameTaken_, makeAccount_, setAccount_, setPassword_, insertDevice_, lastDevice_, selectDevices_,
        deleteDevice_, deleteCursors_, takeCursors_, copyCursors_, findDevice_, selectSubject_, insertSubject_,
        deleteSubject_, selectPassword_, clearToken_, claimToken_, noteUse_;
};

}  // namespace baithak::sqlite
