// SPDX-License-Identifier: MIT

#include "server/store/sqlite/reader.h"

#include <chrono>

namespace baithak::sqlite {

namespace {

constexpr std::size_t kQueuedJobs = 16 * 1024;

}  // namespace

Reader::Reader(std::unique_ptr<Connection> connection, Health& health, Metrics& metrics)
    : connection_(std::move(connection)),
      context_(*connection_),
      begin_(connection_->handle(), "BEGIN"),
      commit_(connection_->handle(), "COMMIT"),
      health_(health),
      readSeconds_(metrics.histogram("baithak_store_read_seconds", "Time of one read.",
                                     {0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 2})),
      thread_([this] { work(); }) {}

Reader::~Reader() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

bool Reader::enqueue(std::unique_ptr<ReadJob>& job) {
    {
        std::lock_guard lock(mutex_);
        if (queue_.size() >= kQueuedJobs) return false;
        queue_.push_back(std::move(job));
    }
    wake_.notify_one();
    return true;
}

void Reader::work() {
    while (true) {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
        if (queue_.empty()) return;
        const auto job = std::move(queue_.front());
        queue_.pop_front();
        lock.unlock();
        read(*job);
    }
}

void Reader::read(ReadJob& job) {
    if (health_.isCorrupt()) return job.fail(health_.error());
    const auto began = std::chrono::steady_clock::now();
    try {
        begin_.run();
        job.run(context_);
        commit_.run();
    } catch (const Failure& failure) {
        endTransaction();
        return job.fail(health_.noteReadFailure(failure));
    } catch (const std::exception& surprise) {
        endTransaction();
        return job.fail({Errc::internal, std::string("The store failed: ") + surprise.what() + "."});
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    readSeconds_.observe(took.count());
    job.succeed();
}

void Reader::endTransaction() noexcept {
    try {
        if (connection_->isInTransaction()) connection_->execute("ROLLBACK");
    } catch (const Failure&) {
        // The next BEGIN says what is wrong.
    }
}

}  // namespace baithak::sqlite
