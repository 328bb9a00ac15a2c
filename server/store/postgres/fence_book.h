// SPDX-License-Identifier: MIT
#pragma once

// The fences of a transaction: which partitions it writes for, and what it must ask of the database about them. Writers
// of one epoch share the partition's lock; the first of a higher epoch has it alone, so it waits for what the former
// owner commits, and what the former owner brings later finds the epoch raised. Lives on the engine's loop.

#include <map>

#include "server/store/postgres/connection.h"
#include "server/store/records.h"

namespace baithak::postgres {

// The epochs that the database is known to hold. One for all lanes.
class FenceBook {
public:
    std::uint64_t epochOf(std::uint32_t partition) const {
        const auto found = epochs_.find(partition);
        return found == epochs_.end() ? 0 : found->second;
    }
    void note(std::uint32_t partition, std::uint64_t epoch) { epochs_[partition] = epoch; }

private:
    std::map<std::uint32_t, std::uint64_t> epochs_;
};

class Fences {
public:
    explicit Fences(FenceBook& book) : book_(book) {}

    void add(const Fence& fence);
    // Adds the locks and the question to the connection's next run. Before all other locks.
    void ask(Connection& connection);
    // How many answers that will be, and the place of the one with the epochs, the last.
    std::size_t answers() const noexcept { return asked_; }
    // Takes the epochs as they are in this transaction. Throws Failure::again when a partition's is lower than what we
    // brought: the database is not the one that the book is of.
    void read(const Rows& epochs);
    bool isFenced(const Fence& fence) const;
    // After the commit: what was raised is known to be stored.
    void keep();

private:
    FenceBook& book_;
    std::map<std::int64_t, std::uint64_t> wanted_;  // by partition: the highest epoch brought
    std::map<std::int64_t, std::uint64_t> stored_;
    std::size_t asked_ = 0;
};

}  // namespace baithak::postgres
