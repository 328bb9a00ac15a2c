// SPDX-License-Identifier: MIT

#include "server/store/postgres/accounts.h"

#include <algorithm>

#include "server/store/account_rules.h"
#include "server/store/append_rules.h"

namespace baithak::postgres {

namespace {

#define BAITHAK_DEVICE_COLUMNS \
    "d.number, d.id, d.notification_token, d.message_version, d.created_at, d.last_used_at, d.key_expires_at"

constexpr Query kTaken{"accounts.taken", "SELECT username FROM users WHERE folded = $1 AND account <> 0"};
// A rival whose account is made in the meantime is waited for, and then breaks the rule on `folded`.
constexpr Query kCreate{"accounts.create",
                        "INSERT INTO users (username, folded, account, name, password_hash, created_at) "
                        "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (username) DO UPDATE SET "
                        "account = excluded.account, name = excluded.name, password_hash = excluded.password_hash, "
                        "created_at = excluded.created_at WHERE users.account = 0 RETURNING number"};
constexpr Query kFind{"accounts.find",
                      "SELECT name, password_hash, created_at, account FROM users "
                      "WHERE username = $1 AND account <> 0"};
constexpr Query kExisting{"accounts.existing",
                          "SELECT w.i FROM unnest($1) WITH ORDINALITY AS w(name, i) "
                          "JOIN users u ON u.username = w.name AND u.account = 1 ORDER BY w.i"};

constexpr Query kSearch{"accounts.search",
                        "SELECT username, name, created_at, account FROM users WHERE account <> 0 AND username > $2 "
                        "AND ($1 = '' OR strpos(folded, $1) > 0 OR strpos(lower(name COLLATE \"C\"), $1) > 0) "
                        "ORDER BY username LIMIT $3"};
constexpr Query kSetAccount{"accounts.set_account",
                            "UPDATE users SET account = $2 WHERE username = $1 AND account <> 0 RETURNING number"};
constexpr Query kSetPassword{"accounts.set_password",
                             "UPDATE users SET password_hash = $2 WHERE username = $1 AND account <> 0 "
                             "RETURNING number"};
constexpr Query kSubject{
    "accounts.subject",
    "SELECT s.issuer = $2 AND s.subject = $3 FROM users u JOIN subjects s ON s.\"user\" = u.number "
    "WHERE u.username = $1"};
constexpr Query kBind{"accounts.bind",
                      "INSERT INTO subjects (\"user\", issuer, subject, bound_at) "
                      "SELECT number, $2, $3, $4 FROM users WHERE username = $1"};
constexpr Query kUnbind{"accounts.unbind",
                        "DELETE FROM subjects s USING users u WHERE u.username = $1 AND s.\"user\" = u.number "
                        "RETURNING s.\"user\""};
constexpr Query kHasPassword{"accounts.has_password",
                             "SELECT octet_length(password_hash) > 0 FROM users WHERE username = $1"};
constexpr Query kClearToken{"devices.clear_token",
                            "UPDATE devices SET notification_token = '' WHERE number = $1 AND notification_token = $2"};
constexpr Query kClaimToken{"devices.claim_token",
                            "UPDATE devices SET notification_token = '' "
                            "WHERE number < $1 AND notification_token = $2 AND notification_token <> ''"};

// The lock keeps two sign-ins of one user apart.
constexpr Query kLockUser{"devices.lock_user",
                          "SELECT number, account FROM users WHERE username = $1 FOR NO KEY UPDATE"};
constexpr Query kNextNumber{"devices.next_number", "SELECT nextval('device_numbers')"};
constexpr Query kOlder{"devices.older",
                       "SELECT d.number, d.id, d.last_used_at FROM users u JOIN devices d ON d.\"user\" = u.number "
                       "WHERE u.username = $1 ORDER BY d.last_used_at, d.number"};
constexpr Query kTakeCursors{"devices.take_cursors", "UPDATE cursors SET device = $2 WHERE device = $1"};
constexpr Query kCopyCursors{
    "devices.copy_cursors",
    "INSERT INTO cursors (device, conversation, seq) "
    "SELECT $1, c.conversation, max(c.seq) FROM devices d JOIN cursors c ON c.device = d.number "
    "WHERE d.\"user\" = $2 GROUP BY c.conversation"};
constexpr Query kDeleteCursors{"devices.delete_cursors", "DELETE FROM cursors WHERE device = ANY($1)"};
constexpr Query kDelete{"devices.delete", "DELETE FROM devices WHERE number = ANY($1)"};
constexpr Query kInsert{"devices.insert",
                        "INSERT INTO devices (number, \"user\", id, key_hash, notification_token, message_version, "
                        "created_at, last_used_at, key_expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)"};
constexpr Query kByKey{"devices.by_key", "SELECT " BAITHAK_DEVICE_COLUMNS
                                         " FROM devices d JOIN users u ON u.number = d.\"user\" "
                                         "WHERE d.key_hash = $2 AND u.username = $1 AND u.account = 1"};
constexpr Query kList{"devices.list", "SELECT " BAITHAK_DEVICE_COLUMNS
                                      " FROM devices d JOIN users u ON u.number = d.\"user\" "
                                      "WHERE u.username = $1 ORDER BY d.number"};
constexpr Query kFindDevice{"devices.find",
                            "SELECT d.number FROM users u JOIN devices d ON d.\"user\" = u.number AND d.id = $2 "
                            "WHERE u.username = $1 FOR UPDATE OF d"};
// Lost with the server, a use noted costs nothing but a minute.
constexpr Query kCarelessly{"devices.carelessly", "SELECT set_config('synchronous_commit', 'off', true)"};
constexpr Query kNoteUse{"devices.note_use",
                         "UPDATE devices SET last_used_at = $2 WHERE number = $1 AND last_used_at < $2"};

Device deviceOf(const Rows& rows, int row, const UserId& user) {
    Device device;
    device.number = DeviceNumber{rows.count(row, 0)};
    device.user = user;
    device.id = DeviceId(rows.bytes(row, 1));
    device.notificationToken = rows.text(row, 2);
    device.messageVersion = static_cast<WireVersion>(rows.integer(row, 3));
    device.createdAt = {rows.count(row, 4)};
    device.lastUsedAt = {rows.count(row, 5)};
    device.keyExpiresAt = {rows.count(row, 6)};
    return device;
}

std::int64_t plain(DeviceNumber number) { return static_cast<std::int64_t>(number); }

// Ends these devices, as kOlder answered them.
std::vector<DeviceNumber> endAll(Connection& connection, const Rows& devices) {
    std::vector<DeviceNumber> ended;
    if (devices.empty()) return ended;
    Numbers numbers;
    for (int row = 0; row < devices.size(); ++row) {
        numbers.push_back(devices.integer(row, 0));
        ended.push_back(DeviceNumber{devices.count(row, 0)});
    }
    connection.add(kDeleteCursors, Params(numbers));
    connection.add(kDelete, Params(numbers));
    return ended;
}

}  // namespace

Task<Result<>> createAccount(Connection& connection, Account account) {
    const auto folded = foldCase(account.username.view());
    connection.add(kTaken, Params(folded));
    auto taken = co_await connection.run();
    if (!taken.back().empty()) {
        co_return Error{Errc::conflict, "The name " + taken.back().text(0, 0) + " is taken."};
    }
    const auto state = account.active ? AccountState::active : AccountState::inactive;
    connection.add(kCreate,
                   Params(account.username, folded, state, account.name, account.passwordHash, account.createdAt));
    std::vector<Rows> made;
    try {
        made = co_await connection.run();
    } catch (const Failure& failure) {
        // A rival was faster: the next try finds the name taken.
        if (failure.state() == "23505") throw Failure::again("the name was taken meanwhile");
        throw;
    }
    if (made.front().empty()) throw Failure::again("the name was taken meanwhile");
    co_return Result<>();
}

Task<Result<Account>> findAccount(Connection& connection, UserId user) {
    connection.add(kFind, Params(user));
    auto answers = co_await connection.run();
    const auto& rows = answers.front();
    if (rows.empty()) co_return Error{Errc::notFound, "There is no account " + user.value + "."};
    Account account;
    account.username = user;
    account.name = rows.text(0, 0);
    account.passwordHash = rows.text(0, 1);
    account.createdAt = {rows.count(0, 2)};
    account.active = static_cast<AccountState>(rows.integer(0, 3)) == AccountState::active;
    co_return account;
}

Task<Result<std::vector<UserId>>> findExisting(Connection& connection, std::vector<UserId> names) {
    Texts texts;
    for (const auto& name : names) texts.push_back(name.view());
    connection.add(kExisting, Params(texts));
    auto answers = co_await connection.run();
    const auto& rows = answers.front();
    std::vector<UserId> found;
    for (int row = 0; row < rows.size(); ++row) found.push_back(names[rows.count(row, 0) - 1]);
    co_return found;
}

Task<Result<bool>> bindAccount(Connection& connection, Account account, Subject subject) {
    connection.add(kLockUser, Params(account.username));
    auto locked = co_await connection.run();
    const auto& user = locked.back();
    auto state = user.empty() ? AccountState::none : static_cast<AccountState>(user.integer(0, 1));
    const bool isNew = state == AccountState::none;
    if (isNew) {
        auto made = co_await createAccount(connection, account);
        if (!made) co_return made.error();
        state = account.active ? AccountState::active : AccountState::inactive;
    }
    if (state != AccountState::active) {
        co_return Error{Errc::unauthenticated, "The account " + account.username.value + " is not active."};
    }
    connection.add(kHasPassword, Params(account.username));
    connection.add(kSubject, Params(account.username, subject.issuer, subject.id));
    auto answers = co_await connection.run();
    const auto& bound = answers.back();
    if (!bound.empty() && bound.flag(0, 0)) co_return isNew;
    if (!bound.empty()) co_return boundToAnother(account.username);
    const bool hasPassword = answers[answers.size() - 2].flag(0, 0);
    if (!isNew && hasPassword) co_return keptByPassword(account.username);
    connection.add(kBind, Params(account.username, subject.issuer, subject.id, account.createdAt));
    co_return isNew;
}

Task<Result<>> assignAccount(Connection& connection, UserId user, Subject subject, Timestamp at) {
    connection.add(kLockUser, Params(user));
    connection.add(kSubject, Params(user, subject.issuer, subject.id));
    auto answers = co_await connection.run();
    const auto& found = answers[answers.size() - 2];
    const auto state = found.empty() ? AccountState::none : static_cast<AccountState>(found.integer(0, 1));
    if (state == AccountState::none) co_return Error{Errc::notFound, "There is no account " + user.value + "."};
    const auto& bound = answers.back();
    if (!bound.empty() && bound.flag(0, 0)) co_return Result<>();
    if (!bound.empty()) co_return boundToAnother(user);
    connection.add(kBind, Params(user, subject.issuer, subject.id, at));
    co_return Result<>();
}

Task<Result<std::vector<Account>>> searchAccounts(Connection& connection, AccountQuery query) {
    connection.add(kSearch, Params(foldCase(query.text), query.after, query.atMost));
    auto answers = co_await connection.run();
    const auto& rows = answers.front();
    std::vector<Account> found;
    for (int row = 0; row < rows.size(); ++row) {
        Account account;
        account.username = UserId(rows.bytes(row, 0));
        account.name = rows.text(row, 1);
        account.createdAt = {rows.count(row, 2)};
        account.active = static_cast<AccountState>(rows.integer(row, 3)) == AccountState::active;
        found.push_back(std::move(account));
    }
    co_return found;
}

Task<Result<std::vector<DeviceNumber>>> activateAccount(Connection& connection, UserId user, bool active) {
    connection.add(kSetAccount, Params(user, active ? AccountState::active : AccountState::inactive));
    connection.add(kOlder, Params(user));
    auto answers = co_await connection.run();
    if (answers[1].empty()) co_return Error{Errc::notFound, "There is no account " + user.value + "."};
    if (active) co_return std::vector<DeviceNumber>();
    co_return endAll(connection, answers[2]);
}

Task<Result<std::vector<DeviceNumber>>> unbindAccount(Connection& connection, UserId user) {
    connection.add(kLockUser, Params(user));
    connection.add(kUnbind, Params(user));
    connection.add(kOlder, Params(user));
    auto answers = co_await connection.run();
    const auto& account = answers[1];  // behind BEGIN
    if (account.empty() || static_cast<AccountState>(account.integer(0, 1)) == AccountState::none) {
        co_return Error{Errc::notFound, "There is no account " + user.value + "."};
    }
    if (answers[2].empty()) co_return boundToNobody(user.view());
    co_return endAll(connection, answers[3]);
}

Task<Result<>> changePassword(Connection& connection, UserId user, std::string hash) {
    connection.add(kSetPassword, Params(user, hash));
    auto answers = co_await connection.run();
    if (answers.back().empty()) co_return Error{Errc::notFound, "There is no account " + user.value + "."};
    co_return Result<>();
}

Task<Result<>> clearToken(Connection& connection, DeviceNumber device, std::string token) {
    connection.add(kClearToken, Params(device, Blob{token}));
    co_return Result<>();
}

Task<Result<>> claimToken(Connection& connection, DeviceNumber device, std::string token) {
    connection.add(kClaimToken, Params(device, Blob{token}));
    co_return Result<>();
}

Task<Result<SignedIn>> signInDevice(Connection& connection, SignIn signIn) {
    connection.add(kLockUser, Params(signIn.user));
    connection.add(kNextNumber);
    connection.add(kOlder, Params(signIn.user));
    auto answers = co_await connection.run();
    const auto& user = answers[1];  // behind BEGIN
    const auto account = user.empty() ? AccountState::none : static_cast<AccountState>(user.integer(0, 1));
    if (account == AccountState::none) {
        co_return Error{Errc::notFound, "There is no account " + signIn.user.value + "."};
    }
    if (account != AccountState::active) {
        co_return Error{Errc::unauthenticated, "The account " + signIn.user.value + " is not active."};
    }
    const auto userNumber = user.integer(0, 0);
    const DeviceNumber number{answers[2].count(0, 0)};
    const auto id = deviceIdFor(signIn.device, number);
    std::vector<OldDevice> older;
    for (int row = 0; row < answers[3].size(); ++row) {
        older.push_back({DeviceNumber{answers[3].count(row, 0)}, answers[3].text(row, 1), {answers[3].count(row, 2)}});
    }
    const auto same = std::find_if(older.begin(), older.end(), [&id](const OldDevice& d) { return d.id == id; });
    SignedIn result;
    if (same != older.end()) {  // replaced: the cursors go over to the new key
        connection.add(kTakeCursors, Params(same->number, number));
        result.ended.push_back(same->number);
        older.erase(same);
    } else {
        connection.add(kCopyCursors, Params(number, userNumber));
    }
    for (const auto ended : endedBySignIn(older, signIn.at)) result.ended.push_back(ended);
    if (!result.ended.empty()) {
        Numbers ended;
        for (const auto device : result.ended) ended.push_back(plain(device));
        connection.add(kDeleteCursors, Params(ended));
        connection.add(kDelete, Params(ended));
    }
    connection.add(kInsert, Params(number, userNumber, id, Blob{signIn.keyHash}, Blob{signIn.notificationToken},
                                   signIn.messageVersion, signIn.at, signIn.keyExpiresAt));
    result.device = {number,    signIn.user, DeviceId(id),       signIn.notificationToken, signIn.messageVersion,
                     signIn.at, signIn.at,   signIn.keyExpiresAt};
    co_return result;
}

Task<Result<Device>> findDeviceByKey(Connection& connection, UserId user, std::string keyHash, Timestamp now) {
    connection.add(kByKey, Params(user, Blob{keyHash}));
    auto answers = co_await connection.run();
    if (answers.front().empty()) {
        co_return Error{Errc::unauthenticated, "There is no such access key, or it has ended."};
    }
    auto device = deviceOf(answers.front(), 0, user);
    if (auto holds = checkKey(device, now); !holds) co_return holds.error();
    if (minuteOf(device.lastUsedAt) >= minuteOf(now)) co_return device;
    // One pipeline is one transaction.
    connection.add(kCarelessly);
    connection.add(kNoteUse, Params(device.number, now));
    co_await connection.run();
    co_return device;
}

Task<Result<std::vector<Device>>> listDevices(Connection& connection, UserId user) {
    connection.add(kList, Params(user));
    auto answers = co_await connection.run();
    std::vector<Device> found;
    for (int row = 0; row < answers.front().size(); ++row) found.push_back(deviceOf(answers.front(), row, user));
    co_return found;
}

Task<Result<DeviceNumber>> endDeviceOf(Connection& connection, UserId user, DeviceId device) {
    connection.add(kFindDevice, Params(user, device));
    auto answers = co_await connection.run();
    if (answers.back().empty()) {
        co_return Error{Errc::notFound, user.value + " has no device " + device.value + "."};
    }
    const DeviceNumber number{answers.back().count(0, 0)};
    connection.add(kDeleteCursors, Params(Numbers{plain(number)}));
    connection.add(kDelete, Params(Numbers{plain(number)}));
    co_return number;
}

}  // namespace baithak::postgres
