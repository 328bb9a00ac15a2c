// SPDX-License-Identifier: MIT

#include "server/store/postgres/mark_job.h"

#include <map>
#include <set>

#include "server/store/mark_rules.h"

namespace baithak::postgres {

namespace {

constexpr Query kLock{"marks.lock",
                      "SELECT p.conversation FROM unnest($1, $2) AS w(name, username) "
                      "JOIN conversations c ON c.name = w.name JOIN users u ON u.username = w.username "
                      "JOIN participants p ON p.conversation = c.number AND p.\"user\" = u.number "
                      "ORDER BY p.conversation, p.\"user\" FOR NO KEY UPDATE OF p"};
constexpr Query kFacts{"marks.facts",
                       "SELECT w.i, c.number, c.kind, c.head, u.number, p.delivered, p.read, p.left_at, d.\"user\" "
                       "FROM unnest($1, $2, $3) WITH ORDINALITY AS w(name, username, device, i) "
                       "JOIN conversations c ON c.name = w.name JOIN users u ON u.username = w.username "
                       "JOIN LATERAL (SELECT delivered, read, left_at FROM participants "
                       "WHERE conversation = c.number AND \"user\" = u.number LIMIT 1) p ON true "
                       "LEFT JOIN devices d ON d.number = w.device ORDER BY w.i"};
constexpr Query kCursors{"marks.cursors",
                         "INSERT INTO cursors (device, conversation, seq) SELECT * FROM unnest($1, $2, $3) "
                         "ON CONFLICT (device, conversation) DO UPDATE SET seq = excluded.seq "
                         "WHERE excluded.seq > cursors.seq"};
// Never back, whatever a row was that another process has just made.
constexpr Query kMarks{"marks.marks",
                       "UPDATE participants p SET delivered = greatest(p.delivered, w.delivered), read = "
                       "greatest(p.read, w.read), changed = (SELECT stamp()) "
                       "FROM unnest($1, $2, $3, $4) AS w(conversation, \"user\", delivered, read) "
                       "WHERE p.conversation = w.conversation AND p.\"user\" = w.\"user\""};
constexpr Query kMarked{"marks.marked",
                        "INSERT INTO marked (conversation, changed) SELECT n, (SELECT stamp()) FROM unnest($1) AS n "
                        "ON CONFLICT (conversation) DO UPDATE SET changed = excluded.changed"};

}  // namespace

MarkJob::MarkJob(std::vector<MarkUpdate> updates, std::unique_ptr<Resolver<Receipts>> resolver)
    : Job(JobKind::write, updates.size() * 256 + 256) {
    calls_.push_back({std::move(updates), std::move(resolver)});
}

Task<> MarkJob::run(Connection& connection) {
    std::vector<const MarkUpdate*> updates;
    for (const auto& call : calls_) {
        for (const auto& update : call.updates) updates.push_back(&update);
    }
    receipts_.assign(updates.size(), std::nullopt);
    ask(connection, updates);
    auto answers = co_await connection.run();
    decide(connection, updates, answers.back());
}

void MarkJob::ask(Connection& connection, const std::vector<const MarkUpdate*>& updates) {
    std::set<std::pair<std::string_view, std::string_view>> distinct;
    Texts names, users;
    Numbers devices;
    for (const auto* update : updates) {
        distinct.emplace(update->conversation.view(), update->user.view());
        names.push_back(update->conversation.view());
        users.push_back(update->user.view());
        devices.push_back(static_cast<std::int64_t>(update->device));
    }
    Texts lockedNames, lockedUsers;
    for (const auto& [name, user] : distinct) {
        lockedNames.push_back(name);
        lockedUsers.push_back(user);
    }
    connection.add(kLock, Params(lockedNames, lockedUsers));
    connection.add(kFacts, Params(names, users, devices));
}

void MarkJob::decide(Connection& connection, const std::vector<const MarkUpdate*>& updates, const Rows& rows) {
    using Place = std::pair<std::int64_t, std::int64_t>;
    std::map<Place, Marks> marks;            // by conversation and user, as they move
    std::map<Place, std::uint64_t> cursors;  // by device and conversation
    std::set<Place> moved;
    for (int row = 0; row < rows.size(); ++row) {
        const auto index = rows.count(row, 0) - 1;
        const auto& update = *updates[index];
        const Place place{rows.integer(row, 1), rows.integer(row, 4)};
        Marks stored{rows.count(row, 5), rows.count(row, 6), std::nullopt};
        if (!rows.isNull(row, 7)) stored.leftAt = rows.count(row, 7);
        auto& current = marks.try_emplace(place, stored).first->second;
        const auto move = moveMarks(current, update, rows.count(row, 3));
        const bool isTheirs = !rows.isNull(row, 8) && rows.integer(row, 8) == place.second;
        if (move.confirmed != 0 && isTheirs) {
            auto& cursor = cursors[{static_cast<std::int64_t>(update.device), place.first}];
            cursor = std::max(cursor, move.confirmed);
        }
        if (!move.hasMoved) continue;
        moved.insert(place);
        const bool isSystem = static_cast<ConversationKind>(rows.integer(row, 2)) == ConversationKind::system;
        if (isSystem || current.leftAt) continue;
        receipts_[index] = Receipt{update.conversation.value, update.user, current.delivered, current.read};
    }
    Numbers devices, cursorLogs, seqs;
    for (const auto& [place, seq] : cursors) {
        devices.push_back(place.first);
        cursorLogs.push_back(place.second);
        seqs.push_back(static_cast<std::int64_t>(seq));
    }
    if (!devices.empty()) connection.add(kCursors, Params(devices, cursorLogs, seqs));
    if (moved.empty()) return;
    Numbers logs, users, delivered, read;
    std::set<std::int64_t> touched;
    for (const auto& place : moved) {
        logs.push_back(place.first);
        users.push_back(place.second);
        delivered.push_back(static_cast<std::int64_t>(marks[place].delivered));
        read.push_back(static_cast<std::int64_t>(marks[place].read));
        touched.insert(place.first);
    }
    connection.add(kMarks, Params(logs, users, delivered, read));
    connection.add(kMarked, Params(Numbers(touched.begin(), touched.end())));
}

void MarkJob::succeed() {
    auto next = receipts_.begin();
    for (auto& call : calls_) {
        Receipts receipts;
        for (std::size_t i = 0; i < call.updates.size(); ++i, ++next) {
            if (*next) receipts.push_back(std::move(**next));
        }
        call.resolver->resolve(std::move(receipts));
    }
}

void MarkJob::fail(const Error& error) {
    for (auto& call : calls_) call.resolver->resolve(error);
}

bool MarkJob::absorb(std::unique_ptr<Job>& next) {
    auto* other = dynamic_cast<MarkJob*>(next.get());
    if (other == nullptr) return false;
    for (auto& call : other->calls_) calls_.push_back(std::move(call));
    next.reset();
    return true;
}

std::vector<std::unique_ptr<Job>> MarkJob::split() {
    std::vector<std::unique_ptr<Job>> parts;
    for (auto& call : calls_) {
        parts.push_back(std::make_unique<MarkJob>(std::move(call.updates), std::move(call.resolver)));
        parts.back()->queuedAt = queuedAt;
    }
    return parts;
}

}  // namespace baithak::postgres
