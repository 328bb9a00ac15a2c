// SPDX-License-Identifier: MIT
#pragma once

// What the tests of auth stand on: real accounts in a store on a new place, a clock that they move.

#include "server/auth/access_keys.h"
#include "tests/server/store/sqlite/sqlite_place.h"
#include "tests/server/support/run_task.h"
#include "tests/server/support/store_place.h"

namespace baithak::test {

struct MovableClock final : Clock {
    Timestamp wall{1'700'000'000'000};
    Timestamp now() const override { return wall; }
    std::chrono::steady_clock::time_point steadyNow() const override {
        return std::chrono::steady_clock::time_point(std::chrono::milliseconds(wall.ms));
    }
};

struct AuthFixture {
    static constexpr std::chrono::hours kKeyLife{24 * 30};

    MovableClock clock;
    StoreUnderTest store{makeSqlitePlace};

    UserStore& users() { return store.users(); }

    // An account with a device; its key.
    std::string signIn(const std::string& name) {
        store.addUsers({name});
        auto key = makeAccessKey();
        SignIn request;
        request.user = UserId(name);
        request.device = DeviceId("phone");
        request.keyHash = hashAccessKey(key);
        request.at = clock.now();
        request.keyExpiresAt = clock.now() + kKeyLife;
        if (!runTask(users().signIn(request))) return {};
        return key;
    }

    void addInactive(const std::string& name, std::string passwordHash = {}) {
        Account account;
        account.username = UserId(name);
        account.passwordHash = std::move(passwordHash);
        account.active = false;
        static_cast<void>(runTask(users().create(account)));
    }
};

}  // namespace baithak::test
