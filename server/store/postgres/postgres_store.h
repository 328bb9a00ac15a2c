// SPDX-License-Identifier: MIT
#pragma once

// The store on PostgreSQL (14 or later), which several processes may share. A thread of its own with a pool of
// connections in libpq's asynchronous interface: no loop waits for the network.
//
// Durability: `full` and `normal` are the same here. A commit is told when it is on the server's disk
// (synchronous_commit is at least `on`): with less, a server that is killed would lose what was acknowledged. What
// waits for a standby is the server's own setting, and is kept.
//
// When the server is away, each call is refused with Errc::unavailable, and problem() names it: as a rule at once. What
// is under way when it stops answering is given up after 8 s without an answer, and what waited for that after 10 s in
// the queue. A commit during which the connection is lost is refused so too, though it may have been done: the
// same request again tells.

#include <memory>
#include <string>

#include "server/runtime/clock.h"
#include "server/runtime/log.h"
#include "server/runtime/metrics.h"
#include "server/store/store.h"

namespace baithak {

struct PostgresConfig {
    // postgresql://user:password@host:port/database, or keyword=value pairs. With several hosts the one that takes
    // writes is used, and looked for again when it is lost.
    std::string url;
    std::size_t connections = 8;  // at least 3
};

// Connects, and makes or migrates the tables, in the schema `baithak`. The error names the server and what is wrong:
// not to be reached, made by a newer version, another program's. It never holds the password.
Result<std::unique_ptr<Store>> openPostgresStore(PostgresConfig config, const Clock& clock, Log& log, Metrics& metrics);

}  // namespace baithak
