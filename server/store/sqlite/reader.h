// SPDX-License-Identifier: MIT
#pragma once

// The thread that reads, with a connection of its own: it never waits for the writer, and sees all that was committed
// when a job's turn comes. Jobs run one at a time, each in one transaction. The queue is bounded; beyond it work is
// refused at once.

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "server/runtime/metrics.h"
#include "server/store/sqlite/conversation_reader.h"
#include "server/store/sqlite/file_reader.h"
#include "server/store/sqlite/health.h"
#include "server/store/sqlite/job.h"
#include "server/store/sqlite/log_reader.h"
#include "server/store/sqlite/user_reader.h"

namespace baithak::sqlite {

// What a job may use; all of it reads within the current transaction.
struct ReadContext {
    explicit ReadContext(Connection& connection)
        : log(connection), conversations(connection, log), users(connection), groups(connection), files(connection) {}

    LogReader log;
    ConversationReader conversations;
    UserReader users;
    GroupReader groups;
    FileReader files;
};

using ReadJob = Job<ReadContext>;

class Reader {
public:
    Reader(std::unique_ptr<Connection> connection, Health& health, Metrics& metrics);
    ~Reader();  // finishes what is queued
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    // False, and the job is left, when the queue is full.
    bool enqueue(std::unique_ptr<ReadJob>& job);

private:
    void work();
    void read(ReadJob& job);
    void endTransaction() noexcept;

    std::unique_ptr<Connection> connection_;
    ReadContext context_;
    Statement begin_, commit_;
    Health& health_;
    Histogram& readSeconds_;

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::unique_ptr<ReadJob>> queue_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace baithak::sqlite
