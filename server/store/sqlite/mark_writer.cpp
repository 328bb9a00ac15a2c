// SPDX-License-Identifier: MIT

#include "server/store/sqlite/mark_writer.h"

#include <algorithm>

namespace baithak::sqlite {

MarkWriter::MarkWriter(Connection& connection, Ledger& ledger)
    : ledger_(ledger),
      selectMarks_(connection.handle(),
                   "SELECT delivered, read, left_at FROM participants WHERE conversation = ? AND user = ?"),
      saveCursor_(connection.handle(),
                  "INSERT INTO cursors (device, conversation, seq) VALUES (?, ?, ?) "
                  "ON CONFLICT (device, conversation) DO UPDATE SET seq = excluded.seq WHERE excluded.seq > seq"),
      saveMarks_(
          connection.handle(),
          "UPDATE participants SET delivered = ?3, read = ?4, changed = ?5 WHERE conversation = ?1 AND user = ?2"),
      saveFlags_(connection.handle(),
                 "UPDATE participants SET muted = ifnull(?3, muted), pinned = ifnull(?4, pinned), "
                 "archived = ifnull(?5, archived), changed = ?6 WHERE conversation = ?1 AND user = ?2") {}

std::vector<Receipt> MarkWriter::save(const std::vector<MarkUpdate>& updates) {
    std::vector<Receipt> receipts;
    for (const auto& update : updates) save(update, receipts);
    return receipts;
}

void MarkWriter::save(const MarkUpdate& update, std::vector<Receipt>& receipts) {
    auto* conversation = ledger_.findConversation(update.conversation);
    const auto* user = ledger_.findUser(update.user);
    if (conversation == nullptr || user == nullptr) return;
    auto* marks = marksOf(*conversation, user->number);
    if (marks == nullptr) return;

    const auto move = moveMarks(*marks, update, conversation->head);
    if (move.confirmed != 0 && update.device != kNoDevice && ledger_.ownerOf(update.device) == user->number) {
        saveCursor_.run(update.device, conversation->number, move.confirmed);
    }
    if (!move.hasMoved) return;
    saveMarks_.run(conversation->number, user->number, marks->delivered, marks->read, ledger_.stamp());
    ledger_.touch(*conversation);
    if (conversation->kind == ConversationKind::system || marks->leftAt) return;
    receipts.push_back({update.conversation.value, update.user, marks->delivered, marks->read});
}

// Null for one who never was in it.
Marks* MarkWriter::marksOf(ConversationEntry& conversation, std::int64_t user) {
    const auto found = conversation.marks.find(user);
    if (found != conversation.marks.end()) return &found->second;
    auto rows = selectMarks_.query(conversation.number, user);
    if (!rows.next()) return nullptr;
    Marks entry{rows.count(0), rows.count(1), std::nullopt};
    if (!rows.isNull(2)) entry.leftAt = rows.count(2);
    return &conversation.marks.emplace(user, entry).first->second;
}

Result<> MarkWriter::setFlags(const UserId& user, const ConversationId& conversation, const ConversationFlags& flags) {
    const auto* log = ledger_.findConversation(conversation);
    const auto* participant = ledger_.findUser(user);
    const bool done = log != nullptr && participant != nullptr &&
                      saveFlags_.change(log->number, participant->number, flags.muted, flags.pinned, flags.archived,
                                        ledger_.stamp()) != 0;
    if (!done) return {Errc::notFound, user.value + " has no conversation " + conversation.value + "."};
    return {};
}

}  // namespace baithak::sqlite
