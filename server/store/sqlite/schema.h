// SPDX-License-Identifier: MIT
#pragma once

// Brings the file to the state that this version works with: settings, checks, migrations.

#include <string_view>
#include <vector>

#include "server/store/sqlite/connection.h"
#include "server/store/store.h"
#include "shared/base/result.h"

namespace baithak::sqlite {

// Migration n leads from version n to n + 1 (PRAGMA user_version). Made from migrations/*.sql at build time.
const std::vector<std::string_view>& migrations();

// What a connection needs before its first use.
void configureWriter(Connection& connection, Durability durability);
void configureReader(Connection& connection);
void configureCheckpointer(Connection& connection);

// Checks that the file is ours, not newer than we are, and whole; then applies what it lacks. A file beyond 16 MiB is
// not read through at the start: damage in it shows when its page is read, and is refused then. The sentence of the
// error lacks the file's name, which the caller knows.
Result<> prepareSchema(Connection& connection);

}  // namespace baithak::sqlite
