// SPDX-License-Identifier: MIT
#pragma once

// Accounts and devices, on the writer's thread, within its transaction.

#include "server/store/sqlite/ledger.h"

namespace baithak::sqlite {

class UserWriter {
public:
    UserWriter(Connection& connection, Ledger& ledger);

    Result<> create(const Account& account);
    Result<SignedIn> signIn(const SignIn& signIn);
    Result<DeviceNumber> endDevice(const UserId& user, const DeviceId& device);
    void noteUse(DeviceNumber device, Timestamp at) { noteUse_.run(device, at); }

private:
    std::vector<OldDevice> devicesOf(std::int64_t user);
    void end(DeviceNumber device);

    Ledger& ledger_;
    Statement nameTaken_, makeAccount_, insertDevice_, lastDevice_, selectDevices_, deleteDevice_, deleteCursors_,
        takeCursors_, copyCursors_, findDevice_, noteUse_;
};

}  // namespace baithak::sqlite
