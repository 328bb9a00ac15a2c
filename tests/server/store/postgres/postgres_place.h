// SPDX-License-Identifier: MIT
#pragma once

// The place of a PostgreSQL store: a database of its own on one server, which all tests of this runner share.

#include "server/store/postgres/postgres_store.h"
#include "tests/server/support/store_place.h"
#include "tests/support/services/postgres.h"

namespace baithak::test {

class PostgresPlace final : public StorePlace {
public:
    PostgresPlace();
    ~PostgresPlace() override;

    Result<std::unique_ptr<Store>> open() override { return openAt(url()); }
    Result<std::unique_ptr<Store>> openAt(const std::string& url, std::size_t connections = 4);

    const std::string& database() const noexcept { return database_; }
    std::string url() const { return server().url(database_); }
    std::string sql(const std::string& statement) const { return server().sql(database_, statement); }

    static PostgresService& server();

private:
    std::string database_;
    SystemClock clock_;
    Log log_{LogLevel::error, -1};  // failures are asked for here; their lines would only puzzle
    std::vector<std::unique_ptr<Metrics>> metrics_;
};

inline std::unique_ptr<StorePlace> makePostgresPlace() { return std::make_unique<PostgresPlace>(); }

}  // namespace baithak::test
