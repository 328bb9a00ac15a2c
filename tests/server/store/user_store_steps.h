// SPDX-License-Identifier: MIT
#pragma once

// What the contracts of accounts and of devices do to a store, each waited for.

#include "tests/server/support/run_task.h"
#include "tests/server/support/store_place.h"

namespace baithak::test {

inline constexpr Timestamp kNow{1'700'000'000'000};
inline constexpr std::chrono::hours kDay{24};

inline Result<SignedIn> signIn(StoreUnderTest& store, const std::string& user, const std::string& device, Timestamp at,
                               const std::string& key) {
    SignIn request;
    request.user = UserId(user);
    request.device = DeviceId(device);
    request.keyHash = key;
    request.notificationToken = "token-" + key;
    request.messageVersion = WireVersion::v3_0;
    request.at = at;
    request.keyExpiresAt = at + kDay * 365;
    return runTask(store.users().signIn(request));
}

inline Result<Device> byKey(StoreUnderTest& store, const std::string& user, const std::string& key, Timestamp now) {
    return runTask(store.users().deviceByKey(UserId(user), key, now));
}

inline std::vector<Device> devicesOf(StoreUnderTest& store, const std::string& user) {
    auto devices = runTask(store.users().devices(UserId(user)));
    return devices ? *devices : std::vector<Device>{};
}

}  // namespace baithak::test
