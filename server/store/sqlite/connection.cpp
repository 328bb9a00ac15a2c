// SPDX-License-Identifier: MIT

#include "server/store/sqlite/connection.h"

namespace baithak::sqlite {

Connection::Connection(const std::string& file, Access access) {
    // Even a reader opens for writing: it may be the first to need the index of the write-ahead log. `query_only`
    // below keeps it from changing anything.
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const int result = sqlite3_open_v2(file.c_str(), &database_, flags, nullptr);
    if (result != SQLITE_OK) {
        Failure failure(result, database_ != nullptr ? sqlite3_errmsg(database_) : sqlite3_errstr(result));
        sqlite3_close_v2(database_);
        throw failure;
    }
    sqlite3_busy_timeout(database_, 5000);
    sqlite3_db_config(database_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(database_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    try {
        if (access == Access::readOnly) execute("PRAGMA query_only = 1");
    } catch (...) {
        sqlite3_close_v2(database_);
        throw;
    }
}

Connection::~Connection() { sqlite3_close_v2(database_); }

void Connection::execute(const std::string& sql) {
    if (sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) throwLastError(database_);
}

std::int64_t Connection::number(const std::string& sql) {
    Statement statement(database_, sql);
    auto rows = statement.query();
    return rows.next() ? rows.integer(0) : 0;
}

std::string Connection::text(const std::string& sql) {
    Statement statement(database_, sql);
    auto rows = statement.query();
    return rows.next() ? rows.text(0) : std::string();
}

bool Connection::hasMoved() noexcept {
    int moved = 0;
    return sqlite3_file_control(database_, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved != 0;
}

}  // namespace baithak::sqlite
