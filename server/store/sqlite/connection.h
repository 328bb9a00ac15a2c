// SPDX-License-Identifier: MIT
#pragma once

// One connection to the store's file, used by one thread. Throws Failure.

#include <sqlite3.h>

#include <string>

#include "server/store/sqlite/statement.h"

namespace baithak::sqlite {

enum class Access { readWrite, readOnly };

class Connection {
public:
    Connection(const std::string& file, Access access);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    sqlite3* handle() noexcept { return database_; }
    void execute(const std::string& sql);
    // The first column of the first row: a number, or 0 when there is no row.
    std::int64_t number(const std::string& sql);
    std::string text(const std::string& sql);
    // Whether the file was deleted or moved away while it was open.
    bool hasMoved() noexcept;
    bool isInTransaction() noexcept { return sqlite3_get_autocommit(database_) == 0; }

private:
    sqlite3* database_ = nullptr;
};

}  // namespace baithak::sqlite
