// SPDX-License-Identifier: MIT

#include "server/store/postgres/files.h"

#include <algorithm>

#include "server/store/append_rules.h"

namespace baithak::postgres {

namespace {

#define BAITHAK_FILE_COLUMNS "f.id, u.username, f.category, f.extension, f.content_type, f.bytes, f.state, f.created_at"

// The lock on its owner keeps two files apart that would both fit into what is left.
constexpr Query kLockOwner{"files.lock_owner",
                           "SELECT number, account FROM users WHERE username = $1 FOR NO KEY UPDATE"};
constexpr Query kUsed{"files.used",
                      "SELECT coalesce(sum(bytes), 0)::bigint FROM files "
                      "WHERE owner = (SELECT number FROM users WHERE username = $1)"};
constexpr Query kInsert{"files.insert",
                        "INSERT INTO files (id, owner, category, extension, content_type, bytes, created_at) "
                        "VALUES ($1, $2, $3, $4, $5, $6, $7)"};
constexpr Query kFind{"files.find", "SELECT " BAITHAK_FILE_COLUMNS
                                    " FROM files f JOIN users u ON u.number = f.owner WHERE f.id = $1 AND f.state <> 2 "
                                    "AND (u.username = $2 OR is_file_shown(f.number, "
                                    "(SELECT number FROM users WHERE username = $2)))"};
constexpr Query kLockFile{"files.lock_file",
                          "SELECT f.number, f.state FROM files f JOIN users u ON u.number = f.owner "
                          "WHERE f.id = $1 AND u.username = $2 FOR NO KEY UPDATE OF f"};
constexpr Query kComplete{"files.complete",
                          "UPDATE files SET state = 1, bytes = $2, content_type = $3 WHERE number = $1"};
// What another transaction holds is referred to just now, or condemned by another sweeper.
constexpr Query kCondemn{"files.condemn",
                         "UPDATE files SET state = 2 WHERE number IN (SELECT number FROM files "
                         "WHERE (state <> 1 OR NOT is_sent) AND state <> 2 "
                         "AND created_at < $1 ORDER BY created_at LIMIT $2 FOR NO KEY UPDATE SKIP LOCKED)"};
constexpr Query kCondemned{"files.condemned", "SELECT " BAITHAK_FILE_COLUMNS
                                              " FROM files f JOIN users u ON u.number = f.owner WHERE f.state = 2 "
                                              "AND (f.state <> 1 OR NOT f.is_sent) ORDER BY f.created_at LIMIT $1"};
constexpr Query kForgetReferences{"files.forget_references",
                                  "DELETE FROM file_references WHERE file IN "
                                  "(SELECT number FROM files WHERE id = ANY($1) AND state = 2)"};
constexpr Query kForget{"files.forget", "DELETE FROM files WHERE id = ANY($1) AND state = 2"};

constexpr Query kLockNamed{"files.lock_named",
                           "SELECT number FROM files WHERE id = ANY($1) ORDER BY number FOR NO KEY UPDATE"};
constexpr Query kRefer{"files.refer",
                       "INSERT INTO file_references (file, conversation, seq) "
                       "SELECT DISTINCT f.number, w.conversation, w.seq "
                       "FROM unnest($1, $2, $3, $4) AS w(id, \"user\", conversation, seq) "
                       "JOIN files f ON f.id = w.id WHERE f.state <> 2 "
                       "AND (f.owner = w.\"user\" OR is_file_shown(f.number, w.\"user\")) "
                       "ON CONFLICT (file, conversation, seq) DO NOTHING"};
constexpr Query kMarkSent{"files.mark_sent",
                          "UPDATE files f SET is_sent = true WHERE f.id = ANY($1) AND NOT f.is_sent "
                          "AND EXISTS (SELECT 1 FROM file_references r WHERE r.file = f.number)"};

FileRecord recordOf(const Rows& rows, int row) {
    FileRecord record;
    record.id = FileId(rows.bytes(row, 0));
    record.owner = UserId(rows.bytes(row, 1));
    record.category = rows.text(row, 2);
    record.extension = rows.text(row, 3);
    record.contentType = rows.text(row, 4);
    record.bytes = rows.count(row, 5);
    record.isComplete = rows.integer(row, 6) == 1;
    record.createdAt = {rows.count(row, 7)};
    return record;
}

}  // namespace

Task<Result<std::uint64_t>> createFile(Connection& connection, FileRecord file, std::uint64_t least,
                                       std::uint64_t quota) {
    connection.add(kLockOwner, Params(file.owner));
    connection.add(kUsed, Params(file.owner));
    auto answers = co_await connection.run();
    const auto& owner = answers[1];  // behind BEGIN
    if (owner.empty() || static_cast<AccountState>(owner.integer(0, 1)) == AccountState::none) {
        co_return Error{Errc::notFound, "There is no account " + file.owner.value + "."};
    }
    const auto used = answers[2].count(0, 0);
    const auto left = quota > used ? quota - used : 0;
    const auto granted = std::min(file.bytes, left);
    if (granted == 0 || granted < least) {
        co_return Error{Errc::tooLarge, "Of the room for files of " + file.owner.value + ", " + std::to_string(left) +
                                            " bytes are left."};
    }
    connection.add(kInsert, Params(file.id, owner.integer(0, 0), file.category, file.extension, file.contentType,
                                   granted, file.createdAt));
    co_return granted;
}

Task<Result<FileRecord>> findFile(Connection& connection, FileId id, UserId reader) {
    connection.add(kFind, Params(id, reader));
    auto answers = co_await connection.run();
    if (answers.front().empty()) {
        co_return Error{Errc::notFound, "There is no file " + id.value + " for " + reader.value + "."};
    }
    co_return recordOf(answers.front(), 0);
}

Task<Result<>> completeFile(Connection& connection, FileId id, UserId owner, std::uint64_t bytes,
                            std::string contentType) {
    connection.add(kLockFile, Params(id, owner));
    auto answers = co_await connection.run();
    const auto& rows = answers.back();
    const auto state = rows.empty() ? 2 : rows.integer(0, 1);
    if (state == 2) co_return Error{Errc::notFound, "There is no file " + id.value + "."};
    if (state == 1) co_return Error{Errc::conflict, "The file " + id.value + " is there already."};
    connection.add(kComplete, Params(rows.integer(0, 0), bytes, contentType));
    co_return Result<>();
}

Task<Result<std::vector<FileRecord>>> condemnFiles(Connection& connection, Timestamp madeBefore, std::size_t limit) {
    connection.add(kCondemn, Params(madeBefore, limit));
    connection.add(kCondemned, Params(limit));
    auto answers = co_await connection.run();
    std::vector<FileRecord> condemned;
    for (int row = 0; row < answers.back().size(); ++row) condemned.push_back(recordOf(answers.back(), row));
    co_return condemned;
}

Task<Result<>> forgetFiles(Connection& connection, std::vector<FileId> ids) {
    Texts texts;
    for (const auto& id : ids) texts.push_back(id.view());
    connection.add(kForgetReferences, Params(texts));
    connection.add(kForget, Params(texts));
    co_return Result<>();
}

Task<Result<std::uint64_t>> sumFilesOf(Connection& connection, UserId owner) {
    connection.add(kUsed, Params(owner));
    auto answers = co_await connection.run();
    co_return answers.front().count(0, 0);
}

void addFileReferences(Connection& connection, const FileReferences& references) {
    if (references.files.empty()) return;
    connection.add(kLockNamed, Params(references.files));
    connection.add(kRefer, Params(references.files, references.users, references.conversations, references.seqs));
    connection.add(kMarkSent, Params(references.files));
}

}  // namespace baithak::postgres
