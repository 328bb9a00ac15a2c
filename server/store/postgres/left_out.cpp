// SPDX-License-Identifier: MIT

// In place of everything else here when libpq was not found at build time.

#include "server/store/postgres/postgres_store.h"
#include "server/store/postgres/postgres_tables.h"

namespace baithak {

Result<std::unique_ptr<Store>> openPostgresStore(PostgresConfig, const Clock&, Log&, Metrics&) {
    return Error{Errc::unavailable, "The store postgres was left out of this build: libpq was not found."};
}

Result<std::unique_ptr<TableTarget>> openPostgresTables(const std::string&) {
    return Error{Errc::unavailable, "The store postgres was left out of this build: libpq was not found."};
}

}  // namespace baithak
