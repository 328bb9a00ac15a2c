// SPDX-License-Identifier: MIT

#include "server/store/sqlite/statement.h"

namespace baithak::sqlite {

void throwLastError(sqlite3* database) { throw Failure(sqlite3_extended_errcode(database), sqlite3_errmsg(database)); }

bool Rows::next() {
    const int result = sqlite3_step(statement_);
    if (result == SQLITE_ROW) return true;
    if (result != SQLITE_DONE) throwLastError(sqlite3_db_handle(statement_));
    return false;
}

std::string_view Rows::bytes(int column) const {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return data == nullptr ? std::string_view() : std::string_view(data, size);
}

void Rows::finish() noexcept {
    // The result repeats the error of the last step, which was thrown there.
    sqlite3_reset(statement_);
}

Statement::Statement(sqlite3* database, std::string_view sql) {
    const int result = sqlite3_prepare_v3(database, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                          &statement_, nullptr);
    if (result != SQLITE_OK) throwLastError(database);
}

void Statement::runBound() {
    const int stepped = sqlite3_step(statement_);
    const int result = sqlite3_reset(statement_);
    if (stepped != SQLITE_DONE && stepped != SQLITE_ROW) {
        throw Failure(result, sqlite3_errmsg(sqlite3_db_handle(statement_)));
    }
}

void Statement::bind(int index, std::string_view value, sqlite3_destructor_type lifetime) {
    // A null pointer would bind NULL.
    const char* data = value.data() == nullptr ? "" : value.data();
    check(sqlite3_bind_text64(statement_, index, data, value.size(), lifetime, SQLITE_UTF8));
}

void Statement::bind(int index, Blob value, sqlite3_destructor_type lifetime) {
    const char* data = value.bytes.data() == nullptr ? "" : value.bytes.data();
    check(sqlite3_bind_blob64(statement_, index, data, value.bytes.size(), lifetime));
}

}  // namespace baithak::sqlite
