// SPDX-License-Identifier: MIT

#include "server/store/postgres/append_batch.h"

#include <algorithm>

#include "server/store/postgres/files.h"
#include "shared/protocol/codec.h"

namespace baithak::postgres {

namespace {

constexpr std::int64_t kKeptSeconds = std::chrono::seconds(kRefusalKept).count();

constexpr Query kLock{"append.lock",
                      "SELECT number FROM conversations WHERE name = ANY($1) ORDER BY number FOR NO KEY UPDATE"};

// After the locks, and as a statement of its own: it sees all that others have committed to these conversations. What
// is sought by more than one column is sought LATERAL, up to one row: so the planner, which may know nothing of the
// sizes yet, goes by the whole key.
constexpr Query kFacts{"append.facts",
                       "SELECT w.i, s.number, s.account, d.account, c.number, c.head, g.version, g.name, "
                       "coalesce(sp.is_in, false), coalesce(dp.is_in, false), m.seq, m.frame, r.code "
                       "FROM unnest($1, $2, $3, $4) WITH ORDINALITY AS w(name, source, recipient, id, i) "
                       "LEFT JOIN conversations c ON c.name = w.name LEFT JOIN groups g ON g.conversation = c.number "
                       "LEFT JOIN users s ON s.username = w.source LEFT JOIN users d ON d.username = w.recipient "
                       "LEFT JOIN LATERAL (SELECT p.left_at IS NULL AS is_in FROM participants p "
                       "WHERE p.conversation = c.number AND p.\"user\" = s.number LIMIT 1) sp ON true "
                       "LEFT JOIN LATERAL (SELECT p.left_at IS NULL AS is_in FROM participants p "
                       "WHERE p.conversation = c.number AND p.\"user\" = d.number LIMIT 1) dp ON true "
                       "LEFT JOIN LATERAL (SELECT k.seq, k.frame FROM messages k "
                       "WHERE k.conversation = c.number AND k.source = s.number AND k.id = w.id LIMIT 1) m ON true "
                       "LEFT JOIN LATERAL (SELECT k.code FROM refusals k WHERE k.conversation = w.name "
                       "AND k.source = w.source AND k.id = w.id "
                       "AND k.refused_at >= extract(epoch FROM now())::bigint - $5 LIMIT 1) r ON true"};

constexpr Query kMakeNames{"append.make_names",
                           "INSERT INTO users (username, folded, account) SELECT DISTINCT n, lower(n COLLATE \"C\"), 0 "
                           "FROM unnest($1) AS n ORDER BY 1 ON CONFLICT (username) DO NOTHING"};
constexpr Query kMakeLogs{"append.make_logs",
                          "INSERT INTO conversations (name, kind, head, changed) "
                          "SELECT n, k, 0, (SELECT stamp()) FROM unnest($1, $2) AS w(n, k) ORDER BY 1 "
                          "ON CONFLICT (name) DO NOTHING"};
constexpr Query kMakeParticipants{"append.make_participants",
                                  "INSERT INTO participants (conversation, \"user\", changed) "
                                  "SELECT DISTINCT c.number, u.number, (SELECT stamp()) FROM unnest($1, $2) AS w(n, p) "
                                  "JOIN conversations c ON c.name = w.n JOIN users u ON u.username = w.p ORDER BY 1, 2 "
                                  "ON CONFLICT (conversation, \"user\") DO NOTHING"};

constexpr Query kInsert{"append.insert",
                        "INSERT INTO messages (conversation, seq, source, origin, epoch, tally, id, frame) "
                        "SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)"};
// Ordered, and passing over what others are at: two of them never wait for each other.
constexpr Query kForgetRefusals{
    "append.forget_refusals",
    "DELETE FROM refusals WHERE (conversation, source, id) IN (SELECT conversation, source, "
    "id FROM refusals WHERE refused_at < extract(epoch FROM now())::bigint - $1 "
    "ORDER BY refused_at LIMIT 1000 FOR UPDATE SKIP LOCKED)"};
constexpr Query kKeepRefusals{"append.keep_refusals",
                              "INSERT INTO refusals (conversation, source, id, code, refused_at) "
                              "SELECT DISTINCT ON (n, s, i) n, s, i, k, extract(epoch FROM now())::bigint "
                              "FROM unnest($1, $2, $3, $4) AS w(n, s, i, k) ORDER BY n, s, i "
                              "ON CONFLICT (conversation, source, id) DO UPDATE "
                              "SET code = excluded.code, refused_at = excluded.refused_at"};

constexpr Query kGrow{"append.grow",
                      "UPDATE conversations c SET head = w.head, changed = (SELECT stamp()) "
                      "FROM unnest($1, $2) AS w(number, head) WHERE c.number = w.number"};

Message decoded(std::string_view frame) {
    auto message = decodeTrustedBinary(frame);
    if (!message) throw Failure("XX001", "a stored message can't be read");
    return std::move(*message);
}

}  // namespace

Task<std::vector<AppendOutcome>> AppendBatch::write(Connection& connection) {
    ask(connection, false);
    co_await learn(connection, false);
    if (make(connection)) {
        ask(connection, true);
        co_await learn(connection, true);
    }
    std::vector<AppendOutcome> outcomes;
    outcomes.reserve(requests_.size());
    for (std::size_t i = 0; i < requests_.size(); ++i) outcomes.push_back(decide(i));
    add(connection);
    co_return outcomes;
}

void AppendBatch::ask(Connection& connection, bool isAgain) {
    Texts names, sources, ids;
    std::vector<UserId> recipients;
    for (const auto* request : requests_) {
        names.push_back(request->conversation.view());
        sources.push_back(request->message->source.view());
        recipients.push_back(recipientOf(*request));
        ids.push_back(request->message->id.view());
    }
    Texts recipientNames;
    for (const auto& recipient : recipients) recipientNames.push_back(recipient.view());
    if (!isAgain) fences_.ask(connection);
    connection.add(kLock, Params(names));
    connection.add(kFacts, Params(names, sources, recipientNames, ids, kKeptSeconds));
}

Task<> AppendBatch::learn(Connection& connection, bool isAgain) {
    auto answers = co_await connection.run();
    // Before these: BEGIN and the fences, or what was made.
    if (!isAgain && fences_.answers() > 0) fences_.read(answers[fences_.answers()]);
    const auto& rows = answers.back();
    std::set<std::int64_t> locked;
    const auto& locks = answers[answers.size() - 2];
    for (int row = 0; row < locks.size(); ++row) locked.insert(locks.integer(row, 0));
    known_.assign(requests_.size(), {});
    for (int row = 0; row < rows.size(); ++row) {
        auto& known = known_[rows.count(row, 0) - 1];
        known.source = rows.integer(row, 1);
        known.facts.sender = static_cast<AccountState>(rows.integer(row, 2));
        known.facts.recipient = static_cast<AccountState>(rows.integer(row, 3));
        known.conversation = rows.integer(row, 4);
        known.facts.hasLog = known.conversation != 0;
        // Made and committed by another process between the lock and this: its head may have moved since.
        if (known.facts.hasLog && !locked.contains(known.conversation)) throw Failure::again("a log is new");
        known.head = rows.count(row, 5);
        known.membersVersion = rows.count(row, 6);
        if (!rows.isNull(row, 7)) known.facts.groupName = rows.text(row, 7);
        known.facts.isSenderIn = rows.flag(row, 8);
        known.facts.isRecipientIn = rows.flag(row, 9);
        known.seq = rows.count(row, 10);
        known.frame = rows.text(row, 11);
        known.refused = rows.integer(row, 12);
    }
}

// Adds what makes the names and logs that accepted requests need and that are not there yet; whether there was any.
bool AppendBatch::make(Connection& connection) {
    Texts names, logs, logsOfParticipants, participants;
    Numbers kinds;
    std::vector<UserId> held;
    held.reserve(requests_.size());
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < requests_.size(); ++i) {
        const auto& request = *requests_[i];
        const auto kind = kindOf(request.conversation.view());
        const bool isMade = known_[i].facts.hasLog && known_[i].source != 0;
        if (isMade || (kind != ConversationKind::direct && kind != ConversationKind::system)) continue;
        if (fences_.isFenced(request.fence) || known_[i].refused != 0 || refusalOf(request, known_[i].facts)) continue;
        if (known_[i].source == 0) names.push_back(request.message->source.view());
        if (known_[i].facts.hasLog || !seen.insert(request.conversation.view()).second) continue;
        logs.push_back(request.conversation.view());
        kinds.push_back(static_cast<std::int64_t>(*kind));
        logsOfParticipants.push_back(request.conversation.view());
        held.push_back(recipientOf(request));
        participants.push_back(held.back().view());
        if (kind != ConversationKind::direct) continue;
        logsOfParticipants.push_back(request.conversation.view());
        participants.push_back(request.message->source.view());
    }
    if (names.empty() && logs.empty()) return false;
    connection.add(kMakeNames, Params(names));
    connection.add(kMakeLogs, Params(logs, kinds));
    connection.add(kMakeParticipants, Params(logsOfParticipants, participants));
    return true;
}

AppendOutcome AppendBatch::decide(std::size_t index) {
    const auto& request = *requests_[index];
    const auto& known = known_[index];
    if (fences_.isFenced(request.fence)) return refusedOutcome(fencedError());
    if (known.refused != 0) return refusedBefore(*request.message, refusalNumbered(known.refused));
    if (auto refusal = refusalOf(request, known.facts)) {
        // What is in the log already stays acknowledged, whatever became of its sender or destination since.
        if (known.seq != 0) return outcomeOfKnown(*request.message, known.seq, decoded(known.frame));
        if (isKept(*refusal)) refusals_.emplace_back(index, refusal->code);
        return refusedOutcome(std::move(*refusal));
    }
    if (!known.facts.hasLog || known.source == 0) throw Failure::again("a conversation was not made");
    auto outcome = place(index, known);
    outcome.membersVersion = known.membersVersion;
    return outcome;
}

AppendOutcome AppendBatch::place(std::size_t index, const Known& known) {
    const auto& message = *requests_[index]->message;
    if (known.seq != 0) return outcomeOfKnown(message, known.seq, decoded(known.frame));
    const auto [entry, isNew] =
        placed_.try_emplace({known.conversation, known.source, message.id.view()}, rows_.size());
    if (!isNew) {
        const auto& first = rows_[entry->second];
        return outcomeOfKnown(message, first.seq, *requests_[first.request]->message);
    }
    auto& head = heads_.try_emplace(known.conversation, known.head).first->second;
    rows_.push_back({index, known.conversation, known.source, ++head, encodeBinary(message)});
    AppendOutcome outcome;
    outcome.seq = head;
    outcome.serverId = message.serverId;
    outcome.serverTimestamp = message.serverTimestamp;
    return outcome;
}

void AppendBatch::add(Connection& connection) {
    if (!refusals_.empty()) addRefusals(connection);
    if (rows_.empty()) return;
    Numbers conversations, seqs, sources, origins, epochs, tallies;
    Texts ids;
    Blobs frames;
    for (const auto& row : rows_) {
        const auto& request = *requests_[row.request];
        conversations.push_back(row.conversation);
        seqs.push_back(static_cast<std::int64_t>(row.seq));
        sources.push_back(row.source);
        origins.push_back(static_cast<std::int64_t>(request.origin));
        epochs.push_back(static_cast<std::int64_t>(request.fence.epoch));
        tallies.push_back(tallyOf(*request.message));
        ids.push_back(request.message->id.view());
        frames.all.push_back(row.frame);
    }
    connection.add(kInsert, Params(conversations, seqs, sources, origins, epochs, tallies, ids, frames));
    Numbers grown, heads;
    for (const auto& [conversation, head] : heads_) {
        grown.push_back(conversation);
        heads.push_back(static_cast<std::int64_t>(head));
    }
    connection.add(kGrow, Params(grown, heads));
    addReferences(connection);
}

void AppendBatch::addRefusals(Connection& connection) {
    Texts names, sources, ids;
    Numbers codes;
    for (const auto& [index, code] : refusals_) {
        const auto& request = *requests_[index];
        names.push_back(request.conversation.view());
        sources.push_back(request.message->source.view());
        ids.push_back(request.message->id.view());
        codes.push_back(numberOfRefusal(code));
    }
    connection.add(kForgetRefusals, Params(kKeptSeconds));
    connection.add(kKeepRefusals, Params(names, sources, ids, codes));
}

void AppendBatch::addReferences(Connection& connection) {
    FileReferences references;
    for (const auto& row : rows_) {
        for (const auto& file : requests_[row.request]->files) {
            references.files.push_back(file.view());
            references.users.push_back(row.source);
            references.conversations.push_back(row.conversation);
            references.seqs.push_back(static_cast<std::int64_t>(row.seq));
        }
    }
    addFileReferences(connection, references);
}

}  // namespace baithak::postgres
