// SPDX-License-Identifier: MIT
#pragma once

// The thread that writes. It takes what is queued, does it in one transaction, commits, and only then resolves the
// tasks that wait. There is no timer: an idle store commits at once, a busy one in groups. When the transaction fails,
// nothing of it was kept and each task gets Errc::unavailable; the next group tries anew. The queue is bounded; beyond
// it work is refused at once.

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "server/runtime/metrics.h"
#include "server/store/sqlite/checkpointer.h"
#include "server/store/sqlite/file_writer.h"
#include "server/store/sqlite/health.h"
#include "server/store/sqlite/job.h"
#include "server/store/sqlite/ledger.h"
#include "server/store/sqlite/log_writer.h"
#include "server/store/sqlite/mark_writer.h"
#include "server/store/sqlite/membership_writer.h"
#include "server/store/sqlite/user_writer.h"

namespace baithak::sqlite {

// What a job may use; all of it acts within the current transaction.
struct WriteContext {
    WriteContext(Connection& connection, Published& published)
        : ledger(connection, published),
          files(connection, ledger),
          log(connection, ledger, files),
          membership(connection, ledger, log, files),
          marks(connection, ledger),
          users(connection, ledger) {}

    Ledger ledger;
    FileWriter files;
    LogWriter log;
    MembershipWriter membership;
    MarkWriter marks;
    UserWriter users;
};

using WriteJob = Job<WriteContext>;

class Writer {
public:
    Writer(std::unique_ptr<Connection> connection, std::unique_ptr<Connection> checkpointing, Published& published,
           Health& health, Metrics& metrics);
    ~Writer();  // finishes what is queued
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    // False, and the job is left, when the queue is full.
    bool enqueue(std::unique_ptr<WriteJob>& job);
    // Notes the use of a device with the next transaction.
    void noteUse(DeviceNumber device, Timestamp at);

private:
    using Group = std::vector<std::unique_ptr<WriteJob>>;

    void work();
    Group take();
    bool isStopping();
    void write(Group& group);
    void commit(Group& group);
    void rollBack() noexcept;
    void probe();
    void fail(Group& group, const Error& error);
    void writeOneByOne(Group& group);

    std::unique_ptr<Connection> connection_;
    Checkpointer checkpointer_;
    WriteContext context_;
    Statement begin_, commit_, rollBack_;
    Health& health_;
    Histogram& commitSeconds_;
    Histogram& groupJobs_;
    Counter& failures_;
    Gauge& depth_;

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::unique_ptr<WriteJob>> queue_;
    std::size_t queuedBytes_ = 0;
    std::unordered_map<std::uint64_t, Timestamp> uses_;  // by device
    std::unordered_map<std::uint64_t, Timestamp> takenUses_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace baithak::sqlite
