// SPDX-License-Identifier: MIT
#pragma once

// Brings the database to the state that this version works with.

#include <string_view>
#include <vector>

#include "server/store/postgres/connection.h"

namespace baithak::postgres {

// Migration n leads from version n to n + 1. Made from migrations/*.sql at build time.
const std::vector<std::string_view>& migrations();

// Checks that the database is ours and not newer than we are, then applies what it lacks, in the schema `baithak`,
// under an advisory lock: of processes that start at once, one does it and the others wait. The sentence of the error
// lacks the server's name, which the caller knows. Throws Failure when the server can't be had.
// What migrate-store has not finished is refused, unless it goes on.
enum class Filling : std::uint8_t { refused, allowed };
Task<Result<>> prepareSchema(Connection& connection, Filling filling = Filling::refused);

}  // namespace baithak::postgres
