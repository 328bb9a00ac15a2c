// SPDX-License-Identifier: MIT
#pragma once

// The SQLite store as tables, to be carried to another engine.

#include <memory>

#include "server/store/tables.h"

namespace baithak {

// The data directory is taken as a server would: Errc::conflict while one uses it. Nothing of what it holds is changed,
// but for what a newer version of the tables needs.
Result<std::unique_ptr<TableSource>> openSqliteTables(const std::string& directory);

}  // namespace baithak
