// SPDX-License-Identifier: MIT

#include "server/store/sqlite/file_reader.h"

namespace baithak::sqlite {

FileReader::FileReader(Connection& connection)
    : access_(connection), selectUser_(connection.handle(), "SELECT number FROM users WHERE username = ?") {}

Result<FileRecord> FileReader::find(const FileId& id, const UserId& reader) {
    auto file = access_.find(id);
    if (!file || !access_.mayHave(numberOf(reader), *file)) {
        return {Errc::notFound, "There is no file " + id.value + " for " + reader.value + "."};
    }
    return std::move(file->record);
}

Result<std::uint64_t> FileReader::usedBy(const UserId& owner) { return access_.usedBy(numberOf(owner)); }

std::int64_t FileReader::numberOf(const UserId& user) {
    auto rows = selectUser_.query(user);
    return rows.next() ? rows.integer(0) : 0;
}

}  // namespace baithak::sqlite
