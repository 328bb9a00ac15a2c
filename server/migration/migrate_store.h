// SPDX-License-Identifier: MIT
#pragma once

// Moves a SQLite store to PostgreSQL: the road from one process to a cluster. Nothing of the source is changed. Table
// by table, in parts: each is written, read back, compared row by row, and kept with a note of how far that leads, in
// one transaction; so a run that was ended at any moment, however, goes on where it was when it is called again, once
// it has seen that the source still holds what was carried. Servers refuse the database until all of it is there. A
// run that comes after that compares both again and writes nothing. Blocks; used by `baithakctl migrate-store` and
// tests.

#include <functional>
#include <string>
#include <vector>

#include "shared/base/result.h"

namespace baithak {

struct MigrationPlan {
    std::string dataDir;      // of the SQLite store; no server may use it
    std::string postgresUrl;  // an empty database, or one that an earlier run has begun to fill or has filled
    std::size_t rowsInPart = 2000;
};

struct MigrationStep {
    std::string table;
    std::uint64_t rows = 0;   // of this table, that are there
    std::uint64_t total = 0;  // of this table, in the source
};
// Called after each part. False: stop here; the next run goes on.
using MigrationProgress = std::function<bool(const MigrationStep&)>;

struct MigrationReport {
    struct TableReport {
        std::string name;
        std::uint64_t rows = 0;
        std::string digest;  // BLAKE2b of all rows in order, in hex: the same whatever the parts
    };
    std::vector<TableReport> tables;
    bool isContinued = false;  // an earlier run had begun
    bool wasDone = false;      // an earlier run had done all of it, `tables` with it; nothing was written
    bool isThere = true;       // the database holds these rows and no others; false: it was used since that earlier run
};

// Errc::notFound when there is no store; Errc::conflict when a server uses it or has used it since an earlier run, the
// database holds other data, or another run is at work; Errc::timedOut when `progress` said stop; Errc::unavailable
// when one of the two can't serve.
Result<MigrationReport> migrateStore(const MigrationPlan& plan, const MigrationProgress& progress);

}  // namespace baithak
