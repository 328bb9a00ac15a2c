// SPDX-License-Identifier: MIT

#include "server/store/sqlite/ledger.h"

#include <algorithm>

namespace baithak::sqlite {

namespace {

constexpr std::size_t kRemembered = 20'000;      // users, and conversations, beyond which the cache starts anew
constexpr std::uint64_t kStampsReserved = 4096;  // change stamps taken from the file at once

}  // namespace

bool ConversationEntry::hasMember(std::int64_t user) const noexcept {
    if (kind == ConversationKind::group) return std::binary_search(memberNumbers.begin(), memberNumbers.end(), user);
    return user == lower || user == higher;
}

Ledger::Ledger(Connection& connection, Published& published)
    : connection_(connection),
      published_(published),
      loader_(connection),
      selectUser_(connection.handle(), "SELECT number, account FROM users WHERE username = ?"),
      insertName_(connection.handle(), "INSERT INTO users (username, folded, account) VALUES (?, ?, 0)"),
      selectOwner_(connection.handle(), "SELECT user FROM devices WHERE number = ?"),
      selectConversation_(connection.handle(), "SELECT number, kind, head FROM conversations WHERE name = ?"),
      insertConversation_(connection.handle(),
                          "INSERT INTO conversations (name, kind, head, changed) VALUES (?, ?, 0, ?)"),
      insertParticipant_(connection.handle(),
                         "INSERT INTO participants (conversation, user, changed) VALUES (?, ?, ?)"),
      selectPeers_(connection.handle(), "SELECT min(user), max(user) FROM participants WHERE conversation = ?"),
      updateHead_(connection.handle(), "UPDATE conversations SET head = ?2, changed = ?3 WHERE number = ?1"),
      saveStamp_(connection.handle(), "UPDATE state SET value = ? WHERE name = 'stamp'") {
    forget();
    published_.stamp.store(stamp_, std::memory_order_release);
}

void Ledger::begin() {
    if (users_.size() > kRemembered) users_.clear();
    if (devices_.size() > kRemembered) devices_.clear();
    if (conversations_.size() > kRemembered) conversations_.clear();
    ++stamp_;
}

void Ledger::flush() {
    if (stamp_ > reservedStamp_) reserveStamps();
    for (auto* conversation : dirty_) updateHead_.run(conversation->number, conversation->head, stamp_);
}

// One write of the file covers the stamps of many transactions; after a restart they go on behind the reserve.
void Ledger::reserveStamps() {
    reservedStamp_ = stamp_ + kStampsReserved;
    saveStamp_.run(reservedStamp_);
}

void Ledger::committed() {
    for (auto* conversation : dirty_) conversation->isDirty = false;
    dirty_.clear();
    for (auto& group : changedGroups_) published_.groups.put(std::move(group));
    changedGroups_.clear();
    published_.stamp.store(stamp_, std::memory_order_release);
}

void Ledger::forget() {
    dirty_.clear();
    changedGroups_.clear();
    users_.clear();
    devices_.clear();
    conversations_.clear();
    const auto saved = static_cast<std::uint64_t>(connection_.number("SELECT value FROM state WHERE name = 'stamp'"));
    // The first time: go on behind everything that was ever given out. Later: the counter is ahead of the file's.
    stamp_ = std::max(stamp_, reservedStamp_ == 0 ? saved : std::uint64_t{0});
    reservedStamp_ = saved;
}

bool Ledger::isFenced(const Fence& fence) {
    if (fence.epoch == 0) return false;
    auto& highest = epochs_[fence.partition];
    highest = std::max(highest, fence.epoch);
    return fence.epoch < highest;
}

UserEntry* Ledger::findUser(const UserId& name) {
    const auto found = users_.find(name);
    if (found != users_.end()) return &found->second;
    auto rows = selectUser_.query(name);
    if (!rows.next()) return nullptr;
    const UserEntry entry{rows.integer(0), static_cast<AccountState>(rows.integer(1))};
    return &users_.emplace(name, entry).first->second;
}

UserEntry& Ledger::ensureUser(const UserId& name) {
    if (auto* known = findUser(name)) return *known;
    insertName_.run(name, foldCase(name.view()));
    const UserEntry entry{sqlite3_last_insert_rowid(connection_.handle()), AccountState::none};
    return users_.emplace(name, entry).first->second;
}

std::int64_t Ledger::ownerOf(DeviceNumber device) {
    const auto number = static_cast<std::uint64_t>(device);
    const auto found = devices_.find(number);
    if (found != devices_.end()) return found->second;
    auto rows = selectOwner_.query(device);
    return rows.next() ? devices_.emplace(number, rows.integer(0)).first->second : 0;
}

ConversationEntry* Ledger::findConversation(const ConversationId& name) {
    const auto found = conversations_.find(name);
    if (found != conversations_.end()) return &found->second;
    auto rows = selectConversation_.query(name);
    if (!rows.next()) return nullptr;
    ConversationEntry entry;
    entry.number = rows.integer(0);
    entry.kind = static_cast<ConversationKind>(rows.integer(1));
    entry.head = rows.count(2);
    if (entry.kind == ConversationKind::group) {
        entry.group = loader_.load(entry.number, GroupId(subjectOf(name.view())), &entry.memberNumbers);
    } else {
        auto peers = selectPeers_.query(entry.number);
        if (peers.next()) {
            entry.lower = peers.integer(0);
            entry.higher = peers.integer(1);
        }
    }
    return &remember(name, std::move(entry));
}

ConversationEntry& Ledger::remember(const ConversationId& name, ConversationEntry entry) {
    return conversations_.insert_or_assign(name, std::move(entry)).first->second;
}

std::int64_t Ledger::insertConversation(const ConversationId& name, ConversationKind kind) {
    insertConversation_.run(name, kind, stamp_);
    return sqlite3_last_insert_rowid(connection_.handle());
}

ConversationEntry& Ledger::createConversation(const ConversationId& name, ConversationKind kind, std::int64_t lower,
                                              std::int64_t higher) {
    ConversationEntry entry;
    entry.number = insertConversation(name, kind);
    entry.kind = kind;
    entry.lower = lower;
    entry.higher = higher;
    insertParticipant_.run(entry.number, lower, stamp_);
    if (higher != lower) insertParticipant_.run(entry.number, higher, stamp_);
    return remember(name, std::move(entry));
}

ConversationEntry& Ledger::createGroup(const ConversationId& name, GroupSnapshotPtr group) {
    ConversationEntry entry;
    entry.number = insertConversation(name, ConversationKind::group);
    entry.kind = ConversationKind::group;
    entry.group = std::move(group);
    return remember(name, std::move(entry));
}

void Ledger::touch(ConversationEntry& conversation) {
    if (conversation.isDirty) return;
    conversation.isDirty = true;
    dirty_.push_back(&conversation);
}

void Ledger::setGroup(ConversationEntry& conversation, GroupSnapshotPtr group,
                      std::vector<std::int64_t> memberNumbers) {
    conversation.group = group;
    conversation.marks.clear();  // some have left, some are back
    conversation.memberNumbers = std::move(memberNumbers);
    changedGroups_.push_back(std::move(group));
}

}  // namespace baithak::sqlite
