// SPDX-License-Identifier: MIT

#include "server/store/sqlite/health.h"

namespace baithak::sqlite {

namespace {

bool meansCorrupt(const Failure& failure) {
    return failure.code() == SQLITE_CORRUPT || failure.code() == SQLITE_NOTADB;
}

}  // namespace

std::string sentenceFor(const Failure& failure, const std::string& directory) {
    const std::string file = directory + "/baithak.db";
    const std::string cause = std::string(" (") + failure.what() + ")";
    switch (failure.code()) {
        case SQLITE_FULL:
            return "The disk that holds " + directory + " is full; service goes on when there is room.";
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return "The file " + file + " is corrupt" + cause + "; restore a back-up, or move it away to start anew.";
        case SQLITE_READONLY:
        case SQLITE_PERM:
            return "The file " + file + " can't be written: this process may only read it.";
        case SQLITE_CANTOPEN:
            return "The file " + file + " can't be opened" + cause + ".";
        case SQLITE_IOERR:
            return "Reading or writing " + file + " failed" + cause + ".";
        default:
            return "The store in " + directory + " failed" + cause + ".";
    }
}

std::string Health::problem() const {
    std::lock_guard lock(mutex_);
    return problem_;
}

Error Health::error() const { return {Errc::unavailable, problem()}; }

void Health::note(const std::string& sentence, const Failure& failure) {
    std::lock_guard lock(mutex_);
    if (problem_ != sentence) log_.error("store.failed", {{"reason", sentence}, {"code", failure.code()}});
    problem_ = sentence;
    failing_.store(true, std::memory_order_relaxed);
    if (meansCorrupt(failure)) corrupt_.store(true, std::memory_order_relaxed);
}

Error Health::noteWriteFailure(const Failure& failure) {
    auto sentence = sentenceFor(failure, directory_);
    note(sentence, failure);
    return {Errc::unavailable, std::move(sentence)};
}

Error Health::noteReadFailure(const Failure& failure) {
    auto sentence = sentenceFor(failure, directory_);
    // A read that fails for another reason says nothing about the next one, and no commit would take the note back.
    if (meansCorrupt(failure))
        note(sentence, failure);
    else
        log_.error("store.read_failed", {{"reason", sentence}, {"code", failure.code()}});
    return {Errc::unavailable, std::move(sentence)};
}

void Health::noteCommit() {
    if (!failing_.load(std::memory_order_relaxed) || isCorrupt()) return;
    std::lock_guard lock(mutex_);
    problem_.clear();
    failing_.store(false, std::memory_order_relaxed);
    log_.info("store.recovered");
}

}  // namespace baithak::sqlite
