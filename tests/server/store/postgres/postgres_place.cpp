// SPDX-License-Identifier: MIT

#include "tests/server/store/postgres/postgres_place.h"

#include <stdexcept>

namespace baithak::test {

namespace {

constexpr const char* kTemplate = "migrated";

// A database with the tables, empty, of which each test gets a copy.
void makeTemplate(PostgresService& server) {
    server.createDatabase(kTemplate);
    SystemClock clock;
    Log log(LogLevel::error);
    Metrics metrics;
    const auto store = openPostgresStore({server.url(kTemplate), 3}, clock, log, metrics);
    if (!store) throw std::runtime_error(store.error().text);
}

constexpr const char* kEmpty =
    "DO $$ DECLARE t text; BEGIN FOR t IN SELECT format('baithak.%I', c.relname) FROM pg_class c JOIN pg_namespace n "
    "ON n.oid = c.relnamespace WHERE n.nspname = 'baithak' AND c.relkind IN ('r', 'p') AND NOT c.relispartition "
    "AND c.relname NOT IN ('state', 'schema_version', 'schema_steps') LOOP EXECUTE 'DELETE FROM ' || t; END LOOP; END "
    "$$";

int made = 0;
std::vector<std::string> emptied;

}  // namespace

PostgresService& PostgresPlace::server() {
    static PostgresService server;
    static const bool isReady = (makeTemplate(server), true);
    static_cast<void>(isReady);
    return server;
}

PostgresPlace::PostgresPlace() {
    if (emptied.empty()) {
        database_ = "test_" + std::to_string(++made);
        server().createDatabase(database_, kTemplate);
        return;
    }
    database_ = emptied.back();
    emptied.pop_back();
}

// The next one takes it over: rows are deleted faster than databases are made.
PostgresPlace::~PostgresPlace() {
    static_cast<void>(sql(kEmpty));
    emptied.push_back(database_);
}

Result<std::unique_ptr<Store>> PostgresPlace::openAt(const std::string& url, std::size_t connections) {
    metrics_.push_back(std::make_unique<Metrics>());
    PostgresConfig config;
    config.url = url;
    config.connections = connections;
    return openPostgresStore(config, clock_, log_, *metrics_.back());
}

}  // namespace baithak::test
