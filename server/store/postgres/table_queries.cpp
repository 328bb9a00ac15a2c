// SPDX-License-Identifier: MIT

#include "server/store/postgres/table_queries.h"

#include <sstream>

namespace baithak::postgres {

const Query kBegin{"begin", "BEGIN"};
const Query kCommit{"commit", "COMMIT"};
const Query kRollBack{"rollback", "ROLLBACK"};
const Query kBeginFilling{"filling.begin", "INSERT INTO state (name, value) VALUES ('filling', $1)"};
const Query kProgress{"filling.progress", "SELECT name, last, rows, digest FROM filled"};
const Query kSaveProgress{"filling.save",
                          "INSERT INTO filled (name, last, rows, digest) VALUES ($1, $2, $3, $4) "
                          "ON CONFLICT (name) DO UPDATE SET last = excluded.last, rows = excluded.rows, "
                          "digest = excluded.digest"};

namespace {

// A list of what `make` says about each column.
template <class Make>
std::string listOf(std::size_t count, Make make) {
    std::string list;
    for (std::size_t i = 0; i < count; ++i) list += (i == 0 ? "" : ", ") + make(i);
    return list;
}

bool isNumber(ColumnKind kind) { return kind == ColumnKind::number || kind == ColumnKind::flag; }

}  // namespace

std::string quoted(std::string_view name) { return "\"" + std::string(name) + "\""; }

TableQueries::TableQueries(const Table& table)
    : insertName_("fill." + std::string(table.name)), selectName_("reread." + std::string(table.name)) {
    const auto count = table.columns.size();
    const auto& columns = table.columns;
    const bool hasEpoch = table.name == "messages";  // what comes from elsewhere was appended under no fence
    insert_ =
        "INSERT INTO " + quoted(table.name) + " (" + listOf(count, [&](auto i) { return quoted(columns[i].name); }) +
        (hasEpoch ? ", epoch" : "") + ") SELECT " +
        listOf(count,
               [&](auto i) { return "c" + std::to_string(i) + (columns[i].kind == ColumnKind::flag ? " <> 0" : ""); }) +
        (hasEpoch ? ", 0" : "") + " FROM unnest(" + listOf(count, [](auto i) { return "$" + std::to_string(i + 1); }) +
        ") AS w(" + listOf(count, [](auto i) { return "c" + std::to_string(i); }) + ")";
    const auto keys = listOf(table.keys, [&](auto i) { return quoted(columns[i].name); });
    const auto bound = [&](std::size_t from) {
        return "(" + listOf(table.keys, [&](auto i) { return "$" + std::to_string(from + i + 1); }) + ")";
    };
    select_ = "SELECT " + listOf(count, [&](auto i) { return quoted(columns[i].name); }) + " FROM " +
              quoted(table.name) + " WHERE (" + keys + ") >= " + bound(0) + " AND (" + keys +
              ") <= " + bound(table.keys) + " ORDER BY " + keys;
}

Params insertParams(const Table& table, const std::vector<TableRow>& rows) {
    Params params;
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
        if (isNumber(table.columns[column].kind)) {
            std::vector<std::optional<std::int64_t>> numbers;
            for (const auto& row : rows) {
                const auto* number = std::get_if<std::int64_t>(&row[column]);
                numbers.push_back(number == nullptr ? std::nullopt : std::optional(*number));
            }
            params.append(numbers);
            continue;
        }
        std::vector<std::optional<std::string_view>> texts;
        for (const auto& row : rows) {
            const auto* text = std::get_if<std::string>(&row[column]);
            texts.push_back(text == nullptr ? std::nullopt : std::optional<std::string_view>(*text));
        }
        params.append(texts,
                      table.columns[column].kind == ColumnKind::bytes ? Params::Kind::bytes : Params::Kind::text);
    }
    return params;
}

Params rangeParams(const TableKey& first, const TableKey& last) {
    Params params;
    for (const auto& key : {first, last}) {
        for (const auto number : key) params.append(number);
    }
    return params;
}

std::vector<TableRow> rowsOf(const Table& table, const Rows& rows) {
    std::vector<TableRow> all;
    for (int row = 0; row < rows.size(); ++row) {
        TableRow cells;
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            const auto column = static_cast<int>(i);
            if (rows.isNull(row, column))
                cells.emplace_back();
            else if (isNumber(table.columns[i].kind))
                cells.emplace_back(rows.integer(row, column));
            else
                cells.emplace_back(rows.text(row, column));
        }
        all.push_back(std::move(cells));
    }
    return all;
}

TableProgress progressOf(const Rows& rows, int row) {
    TableProgress progress;
    std::istringstream last(rows.text(row, 1));
    for (std::int64_t number = 0; last >> number;) progress.last.push_back(number);
    progress.rows = rows.count(row, 2);
    progress.digest = rows.text(row, 3);
    return progress;
}

std::string textOf(const TableKey& key) {
    std::string text;
    for (const auto number : key) text += (text.empty() ? "" : " ") + std::to_string(number);
    return text;
}

std::string anyRowSql() {
    std::string sql = "SELECT false";
    for (const auto& table : storeTables()) sql += " OR EXISTS (SELECT 1 FROM " + quoted(table.name) + ")";
    return sql;
}

std::string finishSql(const StoreCounters& counters) {
    std::string sql = "BEGIN; ";
    for (const char* table : {"users", "conversations", "files"}) {
        const std::string name = table;
        sql += "SELECT setval(pg_get_serial_sequence('baithak." + name + "', 'number'), " +
               "(SELECT coalesce(max(number), 0) + 1 FROM " + name + "), false); ";
    }
    sql += "SELECT setval('device_numbers', " + std::to_string(counters.lastDevice + 1) + ", false); ";
    // A stamp is this and the number of a transaction, so all are higher than those that came along.
    sql += "UPDATE state SET value = '" + std::to_string(counters.stamp) + "' WHERE name = 'stamps'; ";
    sql += "UPDATE state SET name = 'filled_from' WHERE name = 'filling'; COMMIT";
    return sql;
}

}  // namespace baithak::postgres
