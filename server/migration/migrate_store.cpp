// SPDX-License-Identifier: MIT

#include "server/migration/migrate_store.h"

#include <sodium.h>

#include "server/migration/carry_tables.h"
#include "server/store/postgres/postgres_tables.h"
#include "server/store/sqlite/sqlite_tables.h"

namespace baithak {

Result<MigrationReport> migrateStore(const MigrationPlan& plan, const MigrationProgress& progress) {
    if (sodium_init() < 0) return {Errc::internal, "The cryptographic library can't be started."};
    auto source = openSqliteTables(plan.dataDir);
    if (!source) return source.error();
    auto target = openPostgresTables(plan.postgresUrl);
    if (!target) return target.error();
    return carryTables(**source, **target, plan.rowsInPart, progress);
}

}  // namespace baithak
