// SPDX-License-Identifier: MIT
#pragma once

// A PostgreSQL store as tables, to be filled from another engine.

#include <memory>
#include <string>

#include "server/store/tables.h"

namespace baithak {

// Connects, and makes the tables. A database that is being filled is refused by servers until it is finished.
Result<std::unique_ptr<TableTarget>> openPostgresTables(const std::string& url);

}  // namespace baithak
