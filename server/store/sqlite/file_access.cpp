// SPDX-License-Identifier: MIT

#include "server/store/sqlite/file_access.h"

#include "shared/model/conversation.h"

namespace baithak::sqlite {

FileAccess::FileAccess(Connection& connection)
    : select_(connection.handle(),
              "SELECT f.number, f.owner, f.state, u.username, f.category, f.extension, f.content_type, f.bytes, "
              "f.created_at FROM files f JOIN users u ON u.number = f.owner WHERE f.id = ?"),
      selectReference_(
          connection.handle(),
          "SELECT 1 FROM file_references r JOIN participants p ON p.conversation = r.conversation AND p.user = ?2 "
          "JOIN conversations c ON c.number = r.conversation WHERE r.file = ?1 AND "
          "CASE WHEN r.seq = 0 THEN p.left_at IS NULL WHEN c.kind <> ?3 THEN 1 ELSE EXISTS ("
          "SELECT 1 FROM intervals i WHERE i.conversation = r.conversation AND i.user = ?2 "
          "AND r.seq >= i.first_seq AND r.seq <= ifnull(i.last_seq, r.seq)) END LIMIT 1"),
      selectUsed_(connection.handle(), "SELECT ifnull(sum(bytes), 0) FROM files WHERE owner = ?") {}

std::optional<FileEntry> FileAccess::find(const FileId& id) {
    auto rows = select_.query(id);
    if (!rows.next()) return std::nullopt;
    FileEntry entry{rows.integer(0), rows.integer(1), static_cast<FileState>(rows.integer(2)), {}};
    entry.record.id = id;
    entry.record.owner = UserId(rows.bytes(3));
    entry.record.category = rows.text(4);
    entry.record.extension = rows.text(5);
    entry.record.contentType = rows.text(6);
    entry.record.bytes = rows.count(7);
    entry.record.isComplete = entry.state == FileState::complete;
    entry.record.createdAt = {rows.count(8)};
    return entry;
}

bool FileAccess::mayHave(std::int64_t user, const FileEntry& file) {
    if (file.state == FileState::condemned) return false;
    if (file.owner == user) return true;
    auto rows = selectReference_.query(file.number, user, ConversationKind::group);
    return rows.next();
}

std::uint64_t FileAccess::usedBy(std::int64_t user) {
    auto rows = selectUsed_.query(user);
    return rows.next() ? rows.count(0) : 0;
}

}  // namespace baithak::sqlite
