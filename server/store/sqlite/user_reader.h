// SPDX-License-Identifier: MIT
#pragma once

// Accounts, devices and groups, on the reader's thread, within its transaction.

#include "server/store/records.h"
#include "server/store/sqlite/connection.h"
#include "server/store/sqlite/group_loader.h"

namespace baithak::sqlite {

class UserReader {
public:
    explicit UserReader(Connection& connection);

    Result<Account> find(const UserId& user);
    std::vector<UserId> existing(const std::vector<UserId>& names);
    std::vector<Account> search(const AccountQuery& query);
    Result<Device> deviceByKey(const UserId& user, const std::string& keyHash, Timestamp now);
    std::vector<Device> devices(const UserId& user);

private:
    Statement selectAccount_, selectActive_, searchAccounts_, selectByKey_, selectDevices_;
};

class GroupReader {
public:
    explicit GroupReader(Connection& connection);

    GroupSnapshotPtr find(const GroupId& id);
    std::vector<GroupId> groupsOf(const UserId& user);

private:
    Statement selectNumber_, selectGroups_;
    GroupLoader loader_;
};

}  // namespace baithak::sqlite
