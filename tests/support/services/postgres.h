// SPDX-License-Identifier: MIT
#pragma once

// A real PostgreSQL 15 on a free port of 127.0.0.1, with a directory of its own; it ends with the test.

#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/child_process.h"

namespace baithak::test {

class PostgresService {
public:
    // `settings`: as `name=value`, for the server. By default it trusts that the machine stays up: what a test kills is
    // the server alone. Throws TestFailure when it does not start.
    explicit PostgresService(const std::vector<std::string>& settings = {"fsync=off", "autovacuum=off"});

    // A standby that follows `primary`, whose rows it begins with.
    static std::unique_ptr<PostgresService> standbyOf(const PostgresService& primary);
    // Of a standby: it follows nobody any more, and takes writes.
    void promote();

    std::uint16_t port() const noexcept { return port_; }
    std::string url(const std::string& database) const;

    void start();
    // SIGKILL of the server and all its processes, as a crash would.
    void kill();
    void pause() { signalAll(SIGSTOP); }
    void resume() { signalAll(SIGCONT); }

    // What psql prints for a statement: the rows, with `|` between the columns. Throws TestFailure when it fails.
    std::string sql(const std::string& database, const std::string& statement) const;
    // A new database; a copy of another one when its name is given, which nobody may be connected to.
    void createDatabase(const std::string& name, const std::string& copyOf = {});

private:
    enum class Rows { own, ofAnother };
    PostgresService(const std::vector<std::string>& settings, Rows rows);
    void signalAll(int number);

    std::uint16_t port_;
    TempDir directory_;
    ChildProcess process_;
};

}  // namespace baithak::test
