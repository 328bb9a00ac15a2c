// SPDX-License-Identifier: MIT
#pragma once

// Brings the database to the state that this version works with.

#include <string_view>
#include <vector>

#include "server/store/postgres/connection.h"

namespace baithak::postgres {

// Migration n leads from step n to n + 1. Made from migrations/*.sql at build time.
struct Migration {
    // `-- needs N` in its second line: how many steps a process must know to use the database from then on. Processes
    // of the version before are at work meanwhile, and must be able to start again: what they need is added to, never
    // changed, and `needs` goes no further than their steps.
    std::int64_t needs;
    std::string_view sql;
};
const std::vector<Migration>& migrations();

// Checks that the database is ours and one that we can use, then applies what it lacks, in the schema `baithak`,
// under an advisory lock: of processes that start at once, one does it and the others wait. The sentence of the error
// lacks the server's name, which the caller knows. Throws Failure when the server can't be had.
// What migrate-store has not finished is refused, unless it goes on. `known` outlives the task.
enum class Filling : std::uint8_t { refused, allowed };
Task<Result<>> prepareSchema(Connection& connection, Filling filling = Filling::refused,
                             const std::vector<Migration>& known = migrations());

}  // namespace baithak::postgres
