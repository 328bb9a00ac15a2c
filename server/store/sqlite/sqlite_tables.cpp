// SPDX-License-Identifier: MIT

#include "server/store/sqlite/sqlite_tables.h"

#include <filesystem>

#include "server/store/sqlite/directory_lock.h"
#include "server/store/sqlite/health.h"
#include "server/store/sqlite/message_index.h"
#include "server/store/sqlite/schema.h"
#include "shared/protocol/codec.h"

namespace baithak {

namespace sqlite {

namespace {

// A log's place is one number here, and the ids of messages stand in their frames.
constexpr std::string_view kMessages = "messages";

std::string listOf(const Table& table) {
    if (table.name == kMessages) return "position >> 32, position & 4294967295, source, origin, tally, NULL, frame";
    std::string list;
    for (const auto& column : table.columns) list.append(list.empty() ? "" : ", ").append(column.name);
    return list;
}

std::string keysOf(const Table& table) {
    if (table.name == kMessages) return "position";
    std::string list;
    for (std::size_t i = 0; i < table.keys; ++i) list.append(i == 0 ? "" : ", ").append(table.columns[i].name);
    return table.keys == 1 ? list : "(" + list + ")";
}

std::string boundOf(const Table& table, const TableKey& key) {
    if (table.name == kMessages) return std::to_string(positionOf(key[0], static_cast<std::uint64_t>(key[1])));
    std::string list;
    for (const auto number : key) list += (list.empty() ? "" : ", ") + std::to_string(number);
    return key.size() == 1 ? list : "(" + list + ")";
}

std::string orderOf(const Table& table) {
    auto keys = keysOf(table);
    if (keys.front() == '(') keys = keys.substr(1, keys.size() - 2);
    return keys;
}

class SqliteTables final : public TableSource {
public:
    SqliteTables(std::unique_ptr<DirectoryLock> lock, std::string directory, std::unique_ptr<Connection> connection)
        : lock_(std::move(lock)), directory_(std::move(directory)), connection_(std::move(connection)) {}

    std::string identity() override {
        return connection_->text("SELECT lower(hex(value)) FROM state WHERE name = 'id_key'");
    }

    Result<std::uint64_t> count(const Table& table) override {
        return attempt<std::uint64_t>([&] {
            return static_cast<std::uint64_t>(connection_->number("SELECT count(*) FROM " + std::string(table.name)));
        });
    }

    Result<std::vector<TableRow>> read(const Table& table, const TableKey& after, std::size_t maxRows,
                                       std::size_t maxBytes) override {
        return attempt<std::vector<TableRow>>([&] { return readRows(table, after, maxRows, maxBytes); });
    }

    Result<StoreCounters> counters() override {
        return attempt<StoreCounters>([&] {
            StoreCounters counters;
            counters.stamp =
                static_cast<std::uint64_t>(connection_->number("SELECT value FROM state WHERE name = 'stamp'"));
            counters.lastDevice = static_cast<std::uint64_t>(
                connection_->number("SELECT seq FROM sqlite_sequence WHERE name = 'devices'"));
            return counters;
        });
    }

private:
    template <class Value, class Function>
    Result<Value> attempt(Function function) {
        try {
            return Result<Value>(function());
        } catch (const Failure& failure) {
            return {Errc::unavailable, sentenceFor(failure, directory_)};
        }
    }

    std::vector<TableRow> readRows(const Table& table, const TableKey& after, std::size_t maxRows,
                                   std::size_t maxBytes) {
        std::string sql = "SELECT " + listOf(table) + " FROM " + std::string(table.name);
        if (!after.empty()) sql += " WHERE " + keysOf(table) + " > " + boundOf(table, after);
        sql += " ORDER BY " + orderOf(table) + " LIMIT " + std::to_string(maxRows);
        Statement statement(connection_->handle(), sql);
        auto rows = statement.query();
        std::vector<TableRow> found;
        for (std::size_t bytes = 0; bytes < maxBytes && rows.next();) {
            found.push_back(rowOf(table, rows));
            for (const auto& cell : found.back()) {
                if (const auto* text = std::get_if<std::string>(&cell)) bytes += text->size();
            }
        }
        return found;
    }

    static TableRow rowOf(const Table& table, const Rows& rows) {
        TableRow row;
        for (std::size_t i = 0; i < table.columns.size(); ++i) {
            const auto column = static_cast<int>(i);
            const auto kind = table.columns[i].kind;
            if (rows.isNull(column))
                row.emplace_back();
            else if (kind == ColumnKind::number || kind == ColumnKind::flag)
                row.emplace_back(rows.integer(column));
            else
                row.emplace_back(rows.text(column));
        }
        if (table.name == kMessages) row[5] = idOf(std::get<std::string>(row[6]));
        return row;
    }

    static std::string idOf(const std::string& frame) {
        auto message = decodeTrustedBinary(frame);
        if (!message) throw Failure(SQLITE_CORRUPT, "a stored message can't be read");
        return message->id.value;
    }

    std::unique_ptr<DirectoryLock> lock_;
    std::string directory_;
    std::unique_ptr<Connection> connection_;
};

}  // namespace

}  // namespace sqlite

Result<std::unique_ptr<TableSource>> openSqliteTables(const std::string& directory) {
    const std::string file = directory + "/baithak.db";
    std::error_code failure;
    if (!std::filesystem::exists(file, failure)) {
        return Error{Errc::notFound, "There is no store in " + directory + ": the file " + file + " is missing."};
    }
    auto lock = sqlite::DirectoryLock::take(directory);
    if (!lock) return lock.error();
    try {
        auto connection = std::make_unique<sqlite::Connection>(file, sqlite::Access::readWrite);
        if (auto ready = sqlite::prepareSchema(*connection); !ready) {
            return Error{ready.error().code, "The file " + file + " " + ready.error().text + "."};
        }
        connection->execute("PRAGMA query_only = 1");
        std::unique_ptr<TableSource> tables =
            std::make_unique<sqlite::SqliteTables>(std::move(*lock), directory, std::move(connection));
        return tables;
    } catch (const sqlite::Failure& caught) {
        return Error{Errc::unavailable, sqlite::sentenceFor(caught, directory)};
    }
}

}  // namespace baithak
