// SPDX-License-Identifier: MIT

#include "server/store/postgres/health.h"

#include <algorithm>

namespace baithak::postgres {

namespace {

constexpr std::chrono::milliseconds kFirstRest{50};
constexpr std::chrono::milliseconds kLongestRest{1000};

}  // namespace

std::string Health::problem() const {
    std::lock_guard lock(mutex_);
    return problem_;
}

bool Health::isResting() const {
    if (!isFailing()) return false;
    std::lock_guard lock(mutex_);
    return std::chrono::steady_clock::now() < restUntil_;
}

Error Health::note(std::string sentence, bool isAway) {
    std::lock_guard lock(mutex_);
    if (!isFailing()) log_.error("store.failed", {{"reason", sentence}});
    problem_ = std::move(sentence);
    isAway_ = isAway;
    failing_.store(true, std::memory_order_relaxed);
    return {Errc::unavailable, problem_};
}

Error Health::noteAway(const Failure& failure) {
    auto error = note("PostgreSQL at " + server_ + " can't be reached: " + failure.what() + ".", true);
    std::lock_guard lock(mutex_);
    rest_ = std::clamp(rest_ * 2, kFirstRest, kLongestRest);
    restUntil_ = std::chrono::steady_clock::now() + rest_;
    return error;
}

Error Health::noteRefusal(const Failure& failure) {
    return note("PostgreSQL at " + server_ + " keeps nothing: " + failure.what() + ".", false);
}

void Health::noteServed(bool hasWritten) {
    if (!isFailing()) return;
    std::lock_guard lock(mutex_);
    if (!hasWritten && !isAway_) return;
    problem_.clear();
    rest_ = {};
    failing_.store(false, std::memory_order_relaxed);
    log_.info("store.recovered");
}

Error Health::errorFor(const Failure& failure) {
    if (failure.isOfTheJob()) return {Errc::internal, std::string("The store failed: ") + failure.what() + "."};
    log_.error("store.transaction_failed", {{"reason", failure.what()}, {"state", failure.state()}});
    return {Errc::unavailable, "PostgreSQL at " + server_ + " did not serve: " + failure.what() + "."};
}

Error Health::unknownOutcome() const {
    return {Errc::unavailable,
            "The connection to PostgreSQL at " + server_ +
                " was lost while it committed: whether it did will show when the same is asked again."};
}

}  // namespace baithak::postgres
