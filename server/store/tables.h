// SPDX-License-Identifier: MIT
#pragma once

// A store as tables of plain rows, to be carried from one engine to another: what every engine keeps, by the names that
// all of them give it; but for `refusals`, which mean something while messages are on their way, and then none are.
// Blocking calls, for one thread; used by server/migration alone, never by a server at work.

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "shared/base/result.h"

namespace baithak {

enum class ColumnKind : std::uint8_t { number, flag, text, bytes };
struct Column {
    std::string_view name;
    ColumnKind kind = ColumnKind::number;
};
struct Table {
    std::string_view name;
    std::vector<Column> columns;
    std::size_t keys = 1;  // so many of the first columns are the key; all of them numbers
};
// In the order in which they are carried over.
std::span<const Table> storeTables();

// Nothing, a number (a flag is 0 or 1), or text or bytes.
using Cell = std::variant<std::monostate, std::int64_t, std::string>;
using TableRow = std::vector<Cell>;
using TableKey = std::vector<std::int64_t>;
TableKey keyOf(const Table& table, const TableRow& row);

// Numbers that must not be given out again.
struct StoreCounters {
    std::uint64_t stamp = 0;       // the highest change stamp that a client may know
    std::uint64_t lastDevice = 0;  // the last device's number, ended ones too
};

class TableSource {
public:
    virtual ~TableSource() = default;
    // The same for one store for ever, and another for each.
    virtual std::string identity() = 0;
    virtual Result<std::uint64_t> count(const Table& table) = 0;
    // The rows behind that key (none: from the first), ascending: so many and of so many bytes at most, one at least.
    virtual Result<std::vector<TableRow>> read(const Table& table, const TableKey& after, std::size_t maxRows,
                                               std::size_t maxBytes) = 0;
    virtual Result<StoreCounters> counters() = 0;
};

// How far a table has come.
struct TableProgress {
    TableKey last;  // of the last row that is there
    std::uint64_t rows = 0;
    std::string digest;  // of all these rows, in hex
};

// What earlier runs have left.
struct TargetProgress {
    std::map<std::string, TableProgress, std::less<>> tables;
    bool isFinished = false;  // all of it was there once, and servers have been let in
};

class TableTarget {
public:
    virtual ~TableTarget() = default;
    // Takes the place for that source, unless an earlier run has finished with it. Errc::conflict when it holds
    // something else, or another run is at work.
    virtual Result<TargetProgress> begin(const std::string& identity) = 0;
    // Writes rows and how far that leads, reads the rows back, and keeps all of it when they are the same; else
    // nothing.
    virtual Result<> write(const Table& table, const std::vector<TableRow>& rows, const TableProgress& progress) = 0;
    virtual Result<std::uint64_t> count(const Table& table) = 0;
    // Whether these rows, one at least, are what it has from the first's key to the last's.
    virtual Result<bool> holds(const Table& table, const std::vector<TableRow>& rows) = 0;
    // Everything is there: servers may use it from now on.
    virtual Result<> finish(const StoreCounters& counters) = 0;
};

}  // namespace baithak
