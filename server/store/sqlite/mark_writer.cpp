// SPDX-License-Identifier: MIT

#include "server/store/sqlite/mark_writer.h"

#include <algorithm>

namespace baithak::sqlite {

// What a client claims beyond the last seq that its user may see counts as that seq.
MarkWriter::MarkWriter(Connection& connection, Ledger& ledger)
    : ledger_(ledger),
      saveCursor_(connection.handle(),
                  "INSERT INTO cursors (device, conversation, seq) "
                  "SELECT ?3, ?1, min(?4, ifnull(left_at, ?5)) FROM participants WHERE conversation = ?1 AND user = ?2 "
                  "AND EXISTS (SELECT 1 FROM devices WHERE number = ?3 AND user = ?2) "
                  "ON CONFLICT (device, conversation) DO UPDATE SET seq = excluded.seq WHERE excluded.seq > seq"),
      saveMarks_(connection.handle(),
                 "UPDATE participants SET delivered = max(delivered, min(?3, ifnull(left_at, ?5))), "
                 "read = max(read, min(?4, ifnull(left_at, ?5))), changed = ?6 WHERE conversation = ?1 AND user = ?2 "
                 "AND (delivered < min(?3, ifnull(left_at, ?5)) OR read < min(?4, ifnull(left_at, ?5))) "
                 "RETURNING delivered, read, left_at"),
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
    if (update.device != kNoDevice && update.delivered != 0) {
        saveCursor_.run(conversation->number, user->number, update.device, update.delivered, conversation->head);
    }
    const auto delivered = std::max(update.delivered, update.read);  // what was read was delivered
    auto moved = saveMarks_.query(conversation->number, user->number, delivered, update.read, conversation->head,
                                  ledger_.stamp());
    if (!moved.next()) return;
    ledger_.touch(*conversation);
    const bool isMember = moved.isNull(2);  // `left_at IS NULL` is false behind RETURNING in SQLite 3.40
    if (conversation->kind == ConversationKind::system || !isMember) return;
    receipts.push_back({update.conversation.value, update.user, moved.count(0), moved.count(1)});
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
