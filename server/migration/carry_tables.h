// SPDX-License-Identifier: MIT
#pragma once

// Carries all tables from a source to a target, whatever the engines. Used by migrateStore.

#include "server/migration/migrate_store.h"
#include "server/store/tables.h"

namespace baithak {

Result<MigrationReport> carryTables(TableSource& source, TableTarget& target, std::size_t rowsInPart,
                                    const MigrationProgress& progress);

// What the digest of a table becomes with one more row.
std::string extendDigest(const std::string& digest, const TableRow& row);

}  // namespace baithak
