// SPDX-License-Identifier: MIT
#pragma once

// What the tests of the PostgreSQL store share: stores at any URL, and servers that a test may kill.

#include <memory>
#include <string>
#include <vector>

#include "tests/server/store/postgres/postgres_place.h"

namespace baithak::test {

// A store with few connections; its lines are nobody's business.
Result<std::unique_ptr<Store>> openAt(const std::string& url);
// The same for the steps of a test.
std::unique_ptr<StoreUnderTest> storeAt(const std::string& url);
// One more store on a database that a test's place has already: another process, as far as the database knows.
std::unique_ptr<StoreUnderTest> storeOn(PostgresPlace& place, const std::string& url = {});

// A message from ann to bob, which the store may refuse.
Result<std::vector<AppendOutcome>> tryToSend(StoreUnderTest& store, const std::string& id);

// A server of the test's own, which it may kill, with a database that has the tables.
struct OwnServer {
    explicit OwnServer(const std::vector<std::string>& settings = {"fsync=off", "autovacuum=off"}) : service(settings) {
        service.createDatabase("chat");
    }
    std::unique_ptr<StoreUnderTest> store() { return storeAt(service.url("chat")); }

    PostgresService service;
};

}  // namespace baithak::test
