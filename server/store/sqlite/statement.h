// SPDX-License-Identifier: MIT
#pragma once

// A prepared statement of SQLite, made once and used often, on the thread of its connection. What SQLite refuses is
// thrown as a Failure, which the threads of the store (writer.h, reader.h) turn into an Error at their door.

#include <sqlite3.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

#include "shared/base/ids.h"
#include "shared/base/timestamp.h"

namespace baithak::sqlite {

class Failure : public std::runtime_error {
public:
    Failure(int resultCode, const std::string& text) : std::runtime_error(text), code_(resultCode) {}
    // The primary result code: SQLITE_FULL, SQLITE_CORRUPT, …
    int code() const noexcept { return code_ & 0xff; }

private:
    int code_;
};

// Throws the connection's last error.
[[noreturn]] void throwLastError(sqlite3* database);

// Bytes to be stored as a BLOB; a plain string_view is stored as TEXT.
struct Blob {
    std::string_view bytes;
};

// The rows of one run of a statement; ends the run when it goes.
class Rows {
public:
    explicit Rows(sqlite3_stmt* statement) : statement_(statement) {}
    ~Rows() { finish(); }
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;

    bool next();
    std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
    std::uint64_t count(int column) const { return static_cast<std::uint64_t>(integer(column)); }
    bool isNull(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
    // Holds until the next row.
    std::string_view bytes(int column) const;
    std::string text(int column) const { return std::string(bytes(column)); }

private:
    void finish() noexcept;
    sqlite3_stmt* statement_;
};

class Statement {
public:
    Statement(sqlite3* database, std::string_view sql);
    ~Statement() { sqlite3_finalize(statement_); }
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    // Runs to the end; for statements without rows.
    template <class... Values>
    void run(const Values&... values) {
        bindAll(SQLITE_STATIC, values...);
        runBound();
    }
    // The same, and how many rows it changed.
    template <class... Values>
    int change(const Values&... values) {
        run(values...);
        return sqlite3_changes(sqlite3_db_handle(statement_));
    }
    template <class... Values>
    [[nodiscard]] Rows query(const Values&... values) {
        bindAll(SQLITE_TRANSIENT, values...);
        return Rows(statement_);
    }

private:
    void runBound();

    template <class... Values>
    void bindAll([[maybe_unused]] sqlite3_destructor_type lifetime, const Values&... values) {
        int index = 0;
        (bind(++index, values, lifetime), ...);
    }
    template <class Number>
        requires(std::is_integral_v<Number> || std::is_enum_v<Number>)
    void bind(int index, Number value, sqlite3_destructor_type) {
        check(sqlite3_bind_int64(statement_, index, static_cast<std::int64_t>(value)));
    }
    void bind(int index, Timestamp value, sqlite3_destructor_type lifetime) { bind(index, value.ms, lifetime); }
    void bind(int index, std::string_view value, sqlite3_destructor_type lifetime);
    void bind(int index, Blob value, sqlite3_destructor_type lifetime);
    template <class Tag>
    void bind(int index, const Id<Tag>& id, sqlite3_destructor_type lifetime) {
        bind(index, id.view(), lifetime);
    }
    template <class Value>
    void bind(int index, const std::optional<Value>& value, sqlite3_destructor_type lifetime) {
        if (value)
            bind(index, *value, lifetime);
        else
            check(sqlite3_bind_null(statement_, index));
    }
    void check(int result) const {
        if (result != SQLITE_OK) throwLastError(sqlite3_db_handle(statement_));
    }

    sqlite3_stmt* statement_ = nullptr;
};

}  // namespace baithak::sqlite
