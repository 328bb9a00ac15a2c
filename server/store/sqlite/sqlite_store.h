// SPDX-License-Identifier: MIT
#pragma once

// The store on one SQLite file in WAL mode: a writer thread that commits what is queued in groups, and a reader thread
// with its own connection. Nothing blocks a loop.

#include <memory>
#include <string>

#include "server/runtime/clock.h"
#include "server/runtime/log.h"
#include "server/runtime/metrics.h"
#include "server/store/store.h"

namespace baithak {

struct SqliteConfig {
    std::string directory;  // made when missing (mode 0700); holds baithak.db
    Durability durability = Durability::full;
};

// Opens, checks and migrates the file. The error names the file and what is wrong: not to be opened, made by a newer
// version, corrupt.
Result<std::unique_ptr<Store>> openSqliteStore(SqliteConfig config, const Clock& clock, Log& log, Metrics& metrics);

}  // namespace baithak
