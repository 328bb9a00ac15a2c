// SPDX-License-Identifier: MIT

#include "server/store/sqlite/user_writer.h"

#include <algorithm>

namespace baithak::sqlite {

UserWriter::UserWriter(Connection& connection, Ledger& ledger)
    : ledger_(ledger),
      nameTaken_(connection.handle(), "SELECT username FROM users WHERE folded = ? AND account <> 0"),
      makeAccount_(connection.handle(),
                   "UPDATE users SET account = ?2, name = ?3, password_hash = ?4, created_at = ?5 WHERE number = ?1"),
      setAccount_(connection.handle(), "UPDATE users SET account = ?2 WHERE number = ?1"),
      setPassword_(connection.handle(), "UPDATE users SET password_hash = ?2 WHERE number = ?1"),
      insertDevice_(connection.handle(),
                    "INSERT INTO devices (user, id, key_hash, notification_token, message_version, created_at, "
                    "last_used_at, key_expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7) "
                    "ON CONFLICT (key_hash) DO NOTHING"),
      lastDevice_(connection.handle(), "SELECT seq FROM sqlite_sequence WHERE name = 'devices'"),
      selectDevices_(connection.handle(),
                     "SELECT number, id, last_used_at FROM devices WHERE user = ? ORDER BY last_used_at, number"),
      deleteDevice_(connection.handle(), "DELETE FROM devices WHERE number = ?"),
      deleteCursors_(connection.handle(), "DELETE FROM cursors WHERE device = ?"),
      takeCursors_(connection.handle(), "UPDATE cursors SET device = ?2 WHERE device = ?1"),
      copyCursors_(
          connection.handle(),
          "INSERT INTO cursors (device, conversation, seq) SELECT ?1, c.conversation, max(c.seq) FROM cursors c "
          "JOIN devices d ON d.number = c.device WHERE d.user = ?2 GROUP BY c.conversation"),
      findDevice_(connection.handle(), "SELECT number FROM devices WHERE user = ? AND id = ?"),
      selectSubject_(connection.handle(), "SELECT issuer = ?2 AND subject = ?3 FROM subjects WHERE user = ?1"),
      insertSubject_(connection.handle(), "INSERT INTO subjects (user, issuer, subject, bound_at) VALUES (?, ?, ?, ?)"),
      deleteSubject_(connection.handle(), "DELETE FROM subjects WHERE user = ?"),
      selectPassword_(connection.handle(), "SELECT length(password_hash) > 0 FROM users WHERE number = ?"),
      clearToken_(connection.handle(),
                  "UPDATE devices SET notification_token = '' WHERE number = ? AND notification_token = ?"),
      claimToken_(connection.handle(),
                  "UPDATE devices SET notification_token = '' "
                  "WHERE number < ?1 AND notification_token = ?2 AND notification_token <> ''"),
      noteUse_(connection.handle(), "UPDATE devices SET last_used_at = ?2 WHERE number = ?1 AND last_used_at < ?2") {}

Result<> UserWriter::create(const Account& account) {
    {
        auto taken = nameTaken_.query(foldCase(account.username.view()));
        if (taken.next()) return {Errc::conflict, "The name " + taken.text(0) + " is taken."};
    }
    const auto number = ledger_.ensureUser(account.username).number;
    const auto state = account.active ? AccountState::active : AccountState::inactive;
    makeAccount_.run(number, state, account.name, account.passwordHash, account.createdAt);
    ledger_.dropUser(account.username);
    return {};
}

Result<std::int64_t> UserWriter::accountOf(const UserId& user) {
    const auto* entry = ledger_.findUser(user);
    if (entry == nullptr || entry->account == AccountState::none) {
        return {Errc::notFound, "There is no account " + user.value + "."};
    }
    return entry->number;
}

Result<std::vector<DeviceNumber>> UserWriter::setActive(const UserId& user, bool active) {
    const auto number = accountOf(user);
    if (!number) return number.error();
    setAccount_.run(*number, active ? AccountState::active : AccountState::inactive);
    ledger_.dropUser(user);
    if (active) return std::vector<DeviceNumber>();
    return endAll(*number);
}

Result<> UserWriter::setPasswordHash(const UserId& user, const std::string& hash) {
    const auto number = accountOf(user);
    if (!number) return number.error();
    setPassword_.run(*number, hash);
    return {};
}

Result<bool> UserWriter::bindSubject(const Account& account, const Subject& subject) {
    const auto* known = ledger_.findUser(account.username);
    const bool isNew = known == nullptr || known->account == AccountState::none;
    if (isNew) {
        if (auto made = create(account); !made) return made.error();
        known = ledger_.findUser(account.username);
    }
    if (known->account != AccountState::active) {
        return {Errc::unauthenticated, "The account " + account.username.value + " is not active."};
    }
    const auto binding = bindingOf(known->number, subject);
    if (binding == Binding::same) return isNew;
    if (binding == Binding::other) return boundToAnother(account.username);
    if (!isNew && hasPassword(known->number)) return keptByPassword(account.username);
    insertSubject_.run(known->number, subject.issuer, subject.id, account.createdAt);
    return isNew;
}

Result<std::vector<DeviceNumber>> UserWriter::unbindSubject(const UserId& user) {
    const auto number = accountOf(user);
    if (!number) return number.error();
    if (deleteSubject_.change(*number) == 0) return boundToNobody(user.view());
    return endAll(*number);
}

Result<> UserWriter::assignSubject(const UserId& user, const Subject& subject, Timestamp at) {
    const auto number = accountOf(user);
    if (!number) return number.error();
    const auto binding = bindingOf(*number, subject);
    if (binding == Binding::other) return boundToAnother(user);
    if (binding == Binding::none) insertSubject_.run(*number, subject.issuer, subject.id, at);
    return {};
}

UserWriter::Binding UserWriter::bindingOf(std::int64_t user, const Subject& subject) {
    auto bound = selectSubject_.query(user, subject.issuer, subject.id);
    if (!bound.next()) return Binding::none;
    return bound.integer(0) == 1 ? Binding::same : Binding::other;
}

bool UserWriter::hasPassword(std::int64_t user) {
    auto found = selectPassword_.query(user);
    return found.next() && found.integer(0) == 1;
}

Result<SignedIn> UserWriter::signIn(const SignIn& signIn) {
    const auto* user = ledger_.findUser(signIn.user);
    if (user == nullptr || user->account == AccountState::none) {
        return {Errc::notFound, "There is no account " + signIn.user.value + "."};
    }
    if (user->account != AccountState::active) {
        return {Errc::unauthenticated, "The account " + signIn.user.value + " is not active."};
    }
    auto last = lastDevice_.query();
    const auto number = DeviceNumber{last.next() ? last.count(0) + 1 : 1};
    const auto id = deviceIdFor(signIn.device, number);

    auto older = devicesOf(user->number);
    const auto same = std::find_if(older.begin(), older.end(), [&id](const OldDevice& d) { return d.id == id; });
    SignedIn result;
    if (same != older.end()) {  // replaced: the cursors go over to the new key
        takeCursors_.run(same->number, number);
        deleteDevice_.run(same->number);
        ledger_.dropDevice(same->number);
        result.ended.push_back(same->number);
        older.erase(same);
    } else {
        copyCursors_.run(number, user->number);
    }
    for (const auto device : endedBySignIn(older, signIn.at)) {
        end(device);
        result.ended.push_back(device);
    }
    if (insertDevice_.change(user->number, id, Blob{signIn.keyHash}, signIn.notificationToken, signIn.messageVersion,
                             signIn.at, signIn.keyExpiresAt) == 0) {
        throw Failure(SQLITE_CONSTRAINT, "an access key was given out twice");
    }
    result.device = {number,    signIn.user, DeviceId(id),       signIn.notificationToken, signIn.messageVersion,
                     signIn.at, signIn.at,   signIn.keyExpiresAt};
    return result;
}

std::vector<OldDevice> UserWriter::devicesOf(std::int64_t user) {
    std::vector<OldDevice> devices;
    auto rows = selectDevices_.query(user);
    while (rows.next()) devices.push_back({DeviceNumber{rows.count(0)}, rows.text(1), {rows.count(2)}});
    return devices;
}

std::vector<DeviceNumber> UserWriter::endAll(std::int64_t user) {
    std::vector<DeviceNumber> ended;
    for (const auto& device : devicesOf(user)) {
        end(device.number);
        ended.push_back(device.number);
    }
    return ended;
}

void UserWriter::end(DeviceNumber device) {
    deleteCursors_.run(device);
    deleteDevice_.run(device);
    ledger_.dropDevice(device);
}

Result<DeviceNumber> UserWriter::endDevice(const UserId& user, const DeviceId& device) {
    const auto* owner = ledger_.findUser(user);
    if (owner != nullptr) {
        DeviceNumber number = kNoDevice;
        {
            auto rows = findDevice_.query(owner->number, device);
            if (rows.next()) number = DeviceNumber{rows.count(0)};
        }
        if (number != kNoDevice) {
            end(number);
            return number;
        }
    }
    return {Errc::notFound, user.value + " has no device " + device.value + "."};
}

}  // namespace baithak::sqlite
