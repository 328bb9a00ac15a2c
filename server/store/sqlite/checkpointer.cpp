// SPDX-License-Identifier: MIT

#include "server/store/sqlite/checkpointer.h"

namespace baithak::sqlite {

namespace {

constexpr int kWorthwhilePages = 1000;    // 4 MiB: below, the log just grows
constexpr int kFewPages = 256;            // moved within a millisecond or two
constexpr int kTooManyPages = 16 * 1024;  // 64 MiB: the writer moves them, however long it takes

// How many pages of the log are in the file now. Failure costs nothing but time: the log stays and the next try comes.
int movePages(Connection& connection) {
    int inLog = 0;
    int moved = 0;
    const int result =
        sqlite3_wal_checkpoint_v2(connection.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &inLog, &moved);
    return result == SQLITE_OK ? moved : 0;
}

}  // namespace

Checkpointer::Checkpointer(Connection& writing, std::unique_ptr<Connection> own)
    : writing_(writing), own_(std::move(own)), thread_([this] { work(); }) {
    // In place of SQLite's automatic checkpoints, which would hold up a commit.
    const auto notePages = [](void* self, sqlite3*, const char*, int pages) {
        static_cast<Checkpointer*>(self)->pages_ = pages;
        return SQLITE_OK;
    };
    sqlite3_wal_hook(writing_.handle(), notePages, this);
}

Checkpointer::~Checkpointer() {
    sqlite3_wal_hook(writing_.handle(), nullptr, nullptr);
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void Checkpointer::afterCommit() {
    if (pages_ < pagesBefore_) {  // the log has begun anew
        moved_.store(0, std::memory_order_relaxed);
        nextFinish_ = 0;
    }
    pagesBefore_ = pages_;
    if (pages_ < kWorthwhilePages) return;
    if (pages_ > kTooManyPages) waitUntilIdle();
    if (isBusy_.load(std::memory_order_acquire)) return;
    const bool isNearlyDone = pages_ - moved_.load(std::memory_order_relaxed) <= kFewPages;
    if (isNearlyDone || pages_ > kTooManyPages) return finishFromWriter();
    {
        std::lock_guard lock(mutex_);
        isBusy_.store(true, std::memory_order_relaxed);
    }
    wake_.notify_one();
}

// The disk is slower than the writer: the writer waits, or the log would grow for ever.
void Checkpointer::waitUntilIdle() {
    std::unique_lock lock(mutex_);
    idle_.wait(lock, [this] { return !isBusy_.load(std::memory_order_relaxed); });
}

// A reader may still need the log: then it can't begin anew, and there is no point in trying after every commit.
void Checkpointer::finishFromWriter() {
    if (pages_ < nextFinish_) return;
    moved_.store(movePages(writing_), std::memory_order_relaxed);
    nextFinish_ = pages_ + kFewPages;
}

void Checkpointer::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        wake_.wait(lock, [this] { return stopping_ || isBusy_.load(std::memory_order_relaxed); });
        if (stopping_) return;
        lock.unlock();
        moved_.store(movePages(*own_), std::memory_order_relaxed);
        lock.lock();
        isBusy_.store(false, std::memory_order_release);
        idle_.notify_one();
    }
}

}  // namespace baithak::sqlite
