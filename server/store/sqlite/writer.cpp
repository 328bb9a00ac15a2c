// SPDX-License-Identifier: MIT

#include "server/store/sqlite/writer.h"

#include <chrono>

namespace baithak::sqlite {

namespace {

constexpr std::size_t kGroupJobs = 512;  // of one transaction
constexpr std::size_t kGroupBytes = 8 * 1024 * 1024;
constexpr std::size_t kQueuedJobs = 16 * 1024;
constexpr std::size_t kQueuedBytes = 64 * 1024 * 1024;
constexpr std::chrono::seconds kProbeInterval{1};

// Whether another try of the same would end the same way, whatever it is: the disk, the file.
bool isOfTheFile(const Failure& failure) {
    switch (failure.code()) {
        case SQLITE_CONSTRAINT:
        case SQLITE_MISMATCH:
        case SQLITE_RANGE:
        case SQLITE_TOOBIG:
            return false;
        default:
            return true;
    }
}

}  // namespace

Writer::Writer(std::unique_ptr<Connection> connection, std::unique_ptr<Connection> checkpointing, Published& published,
               Health& health, Metrics& metrics)
    : connection_(std::move(connection)),
      checkpointer_(*connection_, std::move(checkpointing)),
      context_(*connection_, published),
      begin_(connection_->handle(), "BEGIN IMMEDIATE"),
      commit_(connection_->handle(), "COMMIT"),
      rollBack_(connection_->handle(), "ROLLBACK"),
      health_(health),
      commitSeconds_(metrics.histogram("baithak_store_transaction_seconds", "Time from BEGIN to the end of COMMIT.",
                                       {0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2})),
      groupJobs_(metrics.histogram("baithak_store_transaction_jobs", "Jobs that shared one transaction.",
                                   {1, 2, 4, 8, 16, 32, 64, 128, 256, 512})),
      failures_(metrics.counter("baithak_store_failures_total", "Transactions that were rolled back.")),
      depth_(metrics.gauge("baithak_store_queue_depth", "Jobs that wait for the writer.")),
      thread_([this] { work(); }) {}

Writer::~Writer() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

bool Writer::enqueue(std::unique_ptr<WriteJob>& job) {
    {
        std::lock_guard lock(mutex_);
        if (queue_.size() >= kQueuedJobs || queuedBytes_ >= kQueuedBytes) return false;
        queuedBytes_ += job->weight();
        queue_.push_back(std::move(job));
        if (queue_.size() > 1) return true;  // the thread was told of the first
    }
    wake_.notify_one();
    return true;
}

void Writer::noteUse(DeviceNumber device, Timestamp at) {
    {
        std::lock_guard lock(mutex_);
        uses_[static_cast<std::uint64_t>(device)] = at;
    }
    wake_.notify_one();
}

void Writer::work() {
    while (true) {
        auto group = take();
        if (group.empty() && takenUses_.empty()) {
            if (isStopping()) return;
            probe();
            continue;
        }
        write(group);
        takenUses_.clear();
    }
}

// Waits for work. Nothing at all means that the end has come, or, while the store can't serve, that it is time to see
// whether it can again.
Writer::Group Writer::take() {
    Group group;
    std::unique_lock lock(mutex_);
    const auto hasWork = [this] { return stopping_ || !queue_.empty() || !uses_.empty(); };
    if (health_.isFailing())
        wake_.wait_for(lock, kProbeInterval, hasWork);
    else
        wake_.wait(lock, hasWork);
    std::size_t bytes = 0;
    while (!queue_.empty() && group.size() < kGroupJobs && bytes < kGroupBytes) {
        bytes += queue_.front()->weight();
        group.push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    queuedBytes_ -= bytes;
    takenUses_.swap(uses_);
    depth_.set(static_cast<double>(queue_.size()));
    return group;
}

bool Writer::isStopping() {
    std::lock_guard lock(mutex_);
    return stopping_ && queue_.empty() && uses_.empty();
}

// A transaction without jobs, which still writes a page: whoever asks problem() need not send a message to find out.
void Writer::probe() {
    context_.ledger.oweStamps();
    Group none;
    write(none);
}

void Writer::write(Group& group) {
    if (health_.isCorrupt()) return fail(group, health_.error());
    try {
        commit(group);
    } catch (const Failure& failure) {
        rollBack();
        if (isOfTheFile(failure)) return fail(group, health_.noteWriteFailure(failure));
        if (group.size() > 1) return writeOneByOne(group);
        fail(group, {Errc::internal, std::string("The store failed: ") + failure.what() + "."});
    } catch (const std::exception& surprise) {
        rollBack();
        if (group.size() > 1) return writeOneByOne(group);
        fail(group, {Errc::internal, std::string("The store failed: ") + surprise.what() + "."});
    }
}

void Writer::commit(Group& group) {
    const auto began = std::chrono::steady_clock::now();
    begin_.run();
    context_.ledger.begin();
    for (auto& job : group) job->run(context_);
    for (const auto& [device, at] : takenUses_) context_.users.noteUse(DeviceNumber{device}, at);
    context_.ledger.flush();
    // A file that was deleted takes writes as before, and keeps none of them.
    if (connection_->hasMoved()) throw Failure(SQLITE_CANTOPEN, "the file was deleted or moved away");
    commit_.run();
    context_.ledger.committed();
    health_.noteCommit();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    commitSeconds_.observe(took.count());
    groupJobs_.observe(static_cast<double>(group.size()));
    for (auto& job : group) job->succeed();
    checkpointer_.afterCommit();
}

void Writer::rollBack() noexcept {
    failures_.add();
    try {
        // SQLite rolls back by itself after some failures.
        if (connection_->isInTransaction()) rollBack_.run();
        context_.ledger.forget();
    } catch (const std::exception&) {
        // The file can't even be read: the next transaction begins with the same failure and says so.
    }
}

void Writer::fail(Group& group, const Error& error) {
    for (auto& job : group) job->fail(error);
}

// One of them broke a rule of the file: it fails alone.
void Writer::writeOneByOne(Group& group) {
    takenUses_.clear();
    for (auto& job : group) {
        Group single;
        single.push_back(std::move(job));
        write(single);
    }
}

}  // namespace baithak::sqlite
