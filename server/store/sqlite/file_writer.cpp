// SPDX-License-Identifier: MIT

#include "server/store/sqlite/file_writer.h"

#include <algorithm>

namespace baithak::sqlite {

namespace {

Error noSuchFile(const FileId& id) { return {Errc::notFound, "There is no file " + id.value + "."}; }

}  // namespace

FileWriter::FileWriter(Connection& connection, Ledger& ledger)
    : ledger_(ledger),
      access_(connection),
      insert_(connection.handle(),
              "INSERT INTO files (id, owner, category, extension, content_type, bytes, created_at) "
              "VALUES (?, ?, ?, ?, ?, ?, ?)"),
      complete_(connection.handle(), "UPDATE files SET state = 1, bytes = ?2, content_type = ?3 WHERE number = ?1"),
      condemn_(connection.handle(),
               "UPDATE files SET state = 2 WHERE number IN (SELECT number FROM files WHERE "
               "(state = 0 OR (state = 1 AND is_sent = 0)) AND (state <> 1 OR is_sent = 0) AND created_at < ?1 "
               "ORDER BY created_at LIMIT ?2)"),
      selectCondemned_(connection.handle(),
                       "SELECT id FROM files WHERE state = 2 AND (state <> 1 OR is_sent = 0) "
                       "ORDER BY created_at LIMIT ?"),
      forgetReferences_(connection.handle(), "DELETE FROM file_references WHERE file = ?"),
      forget_(connection.handle(), "DELETE FROM files WHERE number = ?"),
      insertReference_(connection.handle(),
                       "INSERT INTO file_references (file, conversation, seq) VALUES (?, ?, ?) "
                       "ON CONFLICT (file, conversation, seq) DO NOTHING"),
      markSent_(connection.handle(), "UPDATE files SET is_sent = 1 WHERE number = ? AND is_sent = 0") {}

Result<std::uint64_t> FileWriter::create(const FileRecord& file, std::uint64_t least, std::uint64_t quota) {
    const auto* owner = ledger_.findUser(file.owner);
    if (owner == nullptr || owner->account == AccountState::none) {
        return {Errc::notFound, "There is no account " + file.owner.value + "."};
    }
    const auto used = access_.usedBy(owner->number);
    const auto left = quota > used ? quota - used : 0;
    const auto granted = std::min(file.bytes, left);
    if (granted == 0 || granted < least) {
        return {Errc::tooLarge,
                "Of the room for files of " + file.owner.value + ", " + std::to_string(left) + " bytes are left."};
    }
    insert_.run(file.id, owner->number, file.category, file.extension, file.contentType, granted, file.createdAt);
    return granted;
}

Result<> FileWriter::complete(const FileId& id, const UserId& owner, std::uint64_t bytes,
                              const std::string& contentType) {
    const auto file = access_.find(id);
    if (!file || file->record.owner != owner || file->state == FileState::condemned) return noSuchFile(id);
    if (file->state == FileState::complete) return {Errc::conflict, "The file " + id.value + " is there already."};
    complete_.run(file->number, bytes, contentType);
    return {};
}

std::vector<FileRecord> FileWriter::condemn(Timestamp madeBefore, std::size_t limit) {
    condemn_.run(madeBefore, limit);
    std::vector<FileId> ids;
    {
        auto rows = selectCondemned_.query(limit);
        while (rows.next()) ids.emplace_back(rows.bytes(0));
    }
    std::vector<FileRecord> condemned;
    for (const auto& id : ids) {
        if (auto file = access_.find(id)) condemned.push_back(std::move(file->record));
    }
    return condemned;
}

void FileWriter::forget(const std::vector<FileId>& ids) {
    for (const auto& id : ids) {
        const auto file = access_.find(id);
        if (!file || file->state != FileState::condemned) continue;
        forgetReferences_.run(file->number);
        forget_.run(file->number);
    }
}

void FileWriter::refer(const FileId& id, std::int64_t user, std::int64_t conversation, std::uint64_t seq) {
    const auto file = access_.find(id);
    if (!file || !access_.mayHave(user, *file)) return;
    insertReference_.run(file->number, conversation, seq);
    markSent_.run(file->number);
}

}  // namespace baithak::sqlite
