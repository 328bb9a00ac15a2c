// SPDX-License-Identifier: MIT
#pragma once

// Moves what was committed from the write-ahead log into the file, on a thread of its own, so that commits don't wait
// for it. A log that grows all the while can't be emptied from the side: when little is left to move, the writer moves
// it between two transactions, and the next one begins the log anew.

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "server/store/sqlite/connection.h"

namespace baithak::sqlite {

class Checkpointer {
public:
    // `writing` is the writer's connection; afterCommit() is called on the writer's thread.
    Checkpointer(Connection& writing, std::unique_ptr<Connection> own);
    ~Checkpointer();
    Checkpointer(const Checkpointer&) = delete;
    Checkpointer& operator=(const Checkpointer&) = delete;

    void afterCommit();

private:
    void work();
    void finishFromWriter();
    void waitUntilIdle();

    Connection& writing_;
    std::unique_ptr<Connection> own_;
    // The writer's: pages in the log, and when to try to finish it again.
    int pages_ = 0;
    int pagesBefore_ = 0;
    int nextFinish_ = 0;
    std::atomic<int> moved_{0};  // pages of this log that are in the file
    std::atomic<bool> isBusy_{false};

    std::mutex mutex_;
    std::condition_variable wake_, idle_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace baithak::sqlite
