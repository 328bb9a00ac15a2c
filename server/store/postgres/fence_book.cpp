// SPDX-License-Identifier: MIT

#include "server/store/postgres/fence_book.h"

#include <algorithm>

namespace baithak::postgres {

namespace {

constexpr Query kLockAlone{"fences.lock_alone",
                           "SELECT pg_advisory_xact_lock(1650552180, p::integer) FROM unnest($1) AS p"};
constexpr Query kRaise{
    "fences.raise",
    "INSERT INTO fences (partition, epoch) SELECT * FROM unnest($1, $2) "
    "ON CONFLICT (partition) DO UPDATE SET epoch = excluded.epoch WHERE fences.epoch < excluded.epoch"};
constexpr Query kLockShared{"fences.lock_shared",
                            "SELECT pg_advisory_xact_lock_shared(1650552180, p::integer) FROM unnest($1) AS p"};
constexpr Query kEpochs{"fences.epochs", "SELECT partition, epoch FROM fences WHERE partition = ANY($1)"};

}  // namespace

void Fences::add(const Fence& fence) {
    if (fence.epoch == 0) return;
    auto& wanted = wanted_[fence.partition];
    wanted = std::max(wanted, fence.epoch);
}

void Fences::ask(Connection& connection) {
    asked_ = 0;
    stored_.clear();
    if (wanted_.empty()) return;
    Numbers raised, epochs, shared, all;
    for (const auto& [partition, epoch] : wanted_) {
        all.push_back(partition);
        if (book_.epochOf(static_cast<std::uint32_t>(partition)) >= epoch) {
            shared.push_back(partition);
            continue;
        }
        raised.push_back(partition);
        epochs.push_back(static_cast<std::int64_t>(epoch));
    }
    if (!raised.empty()) {
        connection.add(kLockAlone, Params(raised));
        connection.add(kRaise, Params(raised, epochs));
        asked_ += 2;
    }
    if (!shared.empty()) {
        connection.add(kLockShared, Params(shared));
        ++asked_;
    }
    // A statement of its own: it sees what was committed before the lock was had.
    connection.add(kEpochs, Params(all));
    ++asked_;
}

void Fences::read(const Rows& epochs) {
    for (int row = 0; row < epochs.size(); ++row) stored_[epochs.integer(row, 0)] = epochs.count(row, 1);
    for (const auto& [partition, epoch] : wanted_) {
        const auto stored = stored_[partition];
        if (stored < epoch) book_.note(static_cast<std::uint32_t>(partition), stored);
        if (stored < epoch) throw Failure::again("a partition's epoch went back");
    }
}

void Fences::keep() {
    for (const auto& [partition, epoch] : stored_) book_.note(static_cast<std::uint32_t>(partition), epoch);
}

bool Fences::isFenced(const Fence& fence) const {
    if (fence.epoch == 0) return false;
    const auto found = stored_.find(fence.partition);
    return found != stored_.end() && fence.epoch < found->second;
}

}  // namespace baithak::postgres
