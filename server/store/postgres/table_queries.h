// SPDX-License-Identifier: MIT
#pragma once

// The statements that fill a table with plain rows and read them back. Used by postgres_tables.cpp.

#include "server/store/postgres/connection.h"
#include "server/store/tables.h"

namespace baithak::postgres {

extern const Query kBegin, kCommit, kRollBack, kBeginFilling, kProgress, kSaveProgress;

class TableQueries {
public:
    explicit TableQueries(const Table& table);
    TableQueries(const TableQueries&) = delete;
    TableQueries& operator=(const TableQueries&) = delete;
    Query insert() const { return {insertName_.c_str(), insert_.c_str()}; }
    // By the first key and the last.
    Query select() const { return {selectName_.c_str(), select_.c_str()}; }

private:
    std::string insertName_, insert_, selectName_, select_;
};

Params insertParams(const Table& table, const std::vector<TableRow>& rows);
Params rangeParams(const TableKey& first, const TableKey& last);
std::vector<TableRow> rowsOf(const Table& table, const Rows& rows);

// A row of kProgress.
TableProgress progressOf(const Rows& rows, int row);
std::string textOf(const TableKey& key);
std::string quoted(std::string_view name);
// Whether any of the tables has a row.
std::string anyRowSql();
// Numbers go on behind those that were given out, and servers may come.
std::string finishSql(const StoreCounters& counters);

}  // namespace baithak::postgres
