// SPDX-License-Identifier: MIT

#include "server/store/sqlite/user_reader.h"

#include "server/store/account_rules.h"
#include "server/store/append_rules.h"

namespace baithak::sqlite {

namespace {

// Columns: number, id, notification_token, message_version, created_at, last_used_at, key_expires_at.
Device deviceOf(const Rows& row, const UserId& user) {
    Device device;
    device.number = DeviceNumber{row.count(0)};
    device.user = user;
    device.id = DeviceId(row.bytes(1));
    device.notificationToken = row.text(2);
    device.messageVersion = static_cast<WireVersion>(row.integer(3));
    device.createdAt = {row.count(4)};
    device.lastUsedAt = {row.count(5)};
    device.keyExpiresAt = {row.count(6)};
    return device;
}

}  // namespace

UserReader::UserReader(Connection& connection)
    : selectAccount_(connection.handle(),
                     "SELECT name, password_hash, created_at, account FROM users "
                     "WHERE username = ? AND account <> 0"),
      selectActive_(connection.handle(), "SELECT 1 FROM users WHERE username = ? AND account = 1"),
      // Reads the accounts through: for operators, not for clients.
      searchAccounts_(connection.handle(),
                      "SELECT username, name, created_at, account FROM users WHERE account <> 0 AND username > ?2 "
                      "AND (?1 = '' OR instr(folded, ?1) > 0 OR instr(lower(name), ?1) > 0) "
                      "ORDER BY username LIMIT ?3"),
      selectByKey_(connection.handle(),
                   "SELECT d.number, d.id, d.notification_token, d.message_version, d.created_at, d.last_used_at, "
                   "d.key_expires_at FROM devices d JOIN users u ON u.number = d.user "
                   "WHERE d.key_hash = ?2 AND u.username = ?1 AND u.account = 1"),
      selectDevices_(connection.handle(),
                     "SELECT d.number, d.id, d.notification_token, d.message_version, d.created_at, d.last_used_at, "
                     "d.key_expires_at FROM devices d JOIN users u ON u.number = d.user "
                     "WHERE u.username = ? ORDER BY d.number") {}

Result<Account> UserReader::find(const UserId& user) {
    auto rows = selectAccount_.query(user);
    if (!rows.next()) return {Errc::notFound, "There is no account " + user.value + "."};
    Account account;
    account.username = user;
    account.name = rows.text(0);
    account.passwordHash = rows.text(1);
    account.createdAt = {rows.count(2)};
    account.active = static_cast<AccountState>(rows.integer(3)) == AccountState::active;
    return account;
}

std::vector<UserId> UserReader::existing(const std::vector<UserId>& names) {
    std::vector<UserId> found;
    for (const auto& name : names) {
        auto rows = selectActive_.query(name);
        if (rows.next()) found.push_back(name);
    }
    return found;
}

std::vector<Account> UserReader::search(const AccountQuery& query) {
    std::vector<Account> found;
    auto rows = searchAccounts_.query(foldCase(query.text), query.after, query.atMost);
    while (rows.next()) {
        Account account;
        account.username = UserId(rows.bytes(0));
        account.name = rows.text(1);
        account.createdAt = {rows.count(2)};
        account.active = static_cast<AccountState>(rows.integer(3)) == AccountState::active;
        found.push_back(std::move(account));
    }
    return found;
}

Result<Device> UserReader::deviceByKey(const UserId& user, const std::string& keyHash, Timestamp now) {
    auto rows = selectByKey_.query(user, Blob{keyHash});
    if (!rows.next()) return {Errc::unauthenticated, "There is no such access key, or it has ended."};
    auto device = deviceOf(rows, user);
    if (auto holds = checkKey(device, now); !holds) return holds.error();
    return device;
}

std::vector<Device> UserReader::devices(const UserId& user) {
    std::vector<Device> found;
    auto rows = selectDevices_.query(user);
    while (rows.next()) found.push_back(deviceOf(rows, user));
    return found;
}

GroupReader::GroupReader(Connection& connection)
    : selectNumber_(connection.handle(), "SELECT number FROM conversations WHERE name = ? AND kind = 3"),
      selectGroups_(connection.handle(),
                    "SELECT c.name FROM participants p JOIN conversations c ON c.number = p.conversation "
                    "WHERE p.user = (SELECT number FROM users WHERE username = ?) AND c.kind = 3 "
                    "AND p.left_at IS NULL ORDER BY c.number"),
      loader_(connection) {}

GroupSnapshotPtr GroupReader::find(const GroupId& id) {
    auto rows = selectNumber_.query(groupConversation(id));
    return rows.next() ? loader_.load(rows.integer(0), id) : nullptr;
}

std::vector<GroupId> GroupReader::groupsOf(const UserId& user) {
    std::vector<GroupId> ids;
    auto rows = selectGroups_.query(user);
    while (rows.next()) ids.emplace_back(subjectOf(rows.bytes(0)));
    return ids;
}

}  // namespace baithak::sqlite
