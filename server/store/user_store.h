// SPDX-License-Identifier: MIT
#pragma once

// Accounts, their devices, and the hashes of access keys. Called from any loop; each call resolves on the loop that
// awaits it; Errc::unavailable when the store can't serve.

#include "server/runtime/task.h"
#include "server/store/records.h"

namespace baithak {

class UserStore {
public:
    virtual ~UserStore() = default;

    // Errc::conflict when the name, or one that differs from it in case alone, is taken.
    virtual Task<Result<>> create(Account account) = 0;
    // Errc::notFound when there is no such account.
    virtual Task<Result<Account>> find(UserId user) = 0;
    // Binds the account to the subject, and makes the account when there is none: true when it did. Errc::conflict when
    // it is bound to another one, when somebody signs in to it by a password (a claim to the name is no proof of being
    // the same one: `assignSubject`), or when the name differs from an account's in case alone; Errc::unauthenticated
    // when it is not active.
    virtual Task<Result<bool>> bindSubject(Account account, Subject subject) = 0;
    // Undoes that: the next subject that signs in is bound. The account's devices and their keys end in the same
    // transaction, and are the answer. Errc::notFound when there is no such account, or it is bound to nobody.
    virtual Task<Result<std::vector<DeviceNumber>>> unbindSubject(UserId user) = 0;
    // An operator's word that the account, with or without a password, is this subject's. Errc::notFound when there is
    // no such account, Errc::conflict when it is bound to another subject.
    virtual Task<Result<>> assignSubject(UserId user, Subject subject, Timestamp at) = 0;
    // Those of the names that exist and are active.
    virtual Task<Result<std::vector<UserId>>> existing(std::vector<UserId> names) = 0;

    // A page of the accounts that the query fits, active or not, by username; without the password's hash.
    virtual Task<Result<std::vector<Account>>> search(AccountQuery query) = 0;
    // Lets an account sign in, or not any more: then its devices and their keys end in the same transaction, and are
    // the answer. Errc::notFound when there is no such account.
    virtual Task<Result<std::vector<DeviceNumber>>> setActive(UserId user, bool active) = 0;
    // Errc::notFound when there is no such account.
    virtual Task<Result<>> setPasswordHash(UserId user, std::string hash) = 0;

    // Adds or replaces a device. A new device's cursors start where the user's furthest device is.
    virtual Task<Result<SignedIn>> signIn(SignIn signIn) = 0;
    // The device that holds a key. Errc::unauthenticated when there is none, or the key has ended or expired, or the
    // account is not active. Notes the device's use (to the minute).
    virtual Task<Result<Device>> deviceByKey(UserId user, std::string keyHash, Timestamp now) = 0;
    virtual Task<Result<std::vector<Device>>> devices(UserId user) = 0;
    // Ends a device and its key. Errc::notFound when the user has none of that id.
    virtual Task<Result<DeviceNumber>> endDevice(UserId user, DeviceId device) = 0;

    // The device has no notification token any more, if it still is that one.
    virtual Task<Result<>> clearNotificationToken(DeviceNumber device, std::string token) = 0;
    // No device older than this one has that token any more: the phone has signed in anew, perhaps as somebody else.
    virtual Task<Result<>> claimNotificationToken(DeviceNumber device, std::string token) = 0;
};

}  // namespace baithak
