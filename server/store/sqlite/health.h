// SPDX-License-Identifier: MIT
#pragma once

// Whether the store can serve, as its threads find it: one sentence when it can't. Safe from any thread.

#include <atomic>
#include <mutex>
#include <string>

#include "server/runtime/log.h"
#include "server/store/sqlite/statement.h"
#include "shared/base/error.h"

namespace baithak::sqlite {

class Health {
public:
    Health(std::string directory, Log& log) : directory_(std::move(directory)), log_(log) {}

    std::string problem() const;
    // Notes what went wrong and answers the error for those who asked. A corrupt file stays refused until the restart.
    Error noteWriteFailure(const Failure& failure);
    Error noteReadFailure(const Failure& failure);
    void noteCommit();
    bool isCorrupt() const noexcept { return corrupt_.load(std::memory_order_relaxed); }
    // Not corrupt, but the last transaction failed.
    bool isFailing() const noexcept { return failing_.load(std::memory_order_relaxed) && !isCorrupt(); }
    Error error() const;

private:
    void note(const std::string& sentence, const Failure& failure);

    const std::string directory_;
    Log& log_;
    std::atomic<bool> corrupt_{false};
    std::atomic<bool> failing_{false};
    mutable std::mutex mutex_;
    std::string problem_;
};

// One sentence for a result code: what happened to the file in that directory, and what helps.
std::string sentenceFor(const Failure& failure, const std::string& directory);

}  // namespace baithak::sqlite
