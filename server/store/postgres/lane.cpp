// SPDX-License-Identifier: MIT

#include "server/store/postgres/lane.h"

namespace baithak::postgres {

namespace {

constexpr std::size_t kGroupJobs = 512;  // of one transaction
constexpr std::size_t kGroupBytes = 4 * 1024 * 1024;
constexpr std::size_t kQueuedJobs = 16 * 1024;
constexpr std::size_t kQueuedBytes = 64 * 1024 * 1024;
constexpr std::chrono::seconds kQueuedTime{10};
constexpr int kTries = 6;

constexpr Query kBegin{"begin", "BEGIN"};
constexpr Query kCommit{"commit", "COMMIT"};
constexpr Query kRollBack{"rollback", "ROLLBACK"};

// The server lives, but can't keep anything: its disk is full, or it is out of another thing.
bool isShortOfSomething(const Failure& failure) {
    return failure.state().starts_with("53") || failure.state().starts_with("58");
}

}  // namespace

LaneContext::LaneContext(Loop& engineLoop, const Address& engineAddress, Health& engineHealth, Metrics& metrics)
    : loop(engineLoop),
      address(engineAddress),
      health(engineHealth),
      transactionSeconds(metrics.histogram("baithak_store_transaction_seconds", "Time from BEGIN to the end of COMMIT.",
                                           {0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2})),
      transactionJobs(metrics.histogram("baithak_store_transaction_jobs", "Jobs that shared one transaction.",
                                        {1, 2, 4, 8, 16, 32, 64, 128, 256, 512})),
      failures(metrics.counter("baithak_store_failures_total", "Transactions that were rolled back.")),
      depth(metrics.gauge("baithak_store_queue_depth", "Jobs that wait for a connection.")) {}

Lane::Lane(LaneContext& context, std::size_t connections) : context_(context) {
    for (std::size_t i = 0; i < connections; ++i) workers_.push_back(std::make_unique<Worker>(context));
}

void Lane::enqueue(std::unique_ptr<Job> job) {
    job->queuedAt = std::chrono::steady_clock::now();
    bool isFirst = false;
    {
        std::lock_guard lock(mutex_);
        if (queue_.size() < kQueuedJobs && queuedBytes_ < kQueuedBytes) {
            queuedBytes_ += job->weight();
            isFirst = queue_.empty();
            queue_.push_back(std::move(job));
        }
    }
    if (job) return job->fail({Errc::unavailable, "The store has too much to do; try again later."});
    context_.depth.add(1);
    if (isFirst || workers_.size() > 1) boost::asio::post(context_.loop, [this] { wake(); });
}

void Lane::start(Gate& gate) {
    for (auto& worker : workers_) gate.spawn("store.lane", work(*worker));
}

void Lane::close() {
    isClosing_ = true;
    for (auto& worker : workers_) worker->idle.cancel();
}

void Lane::wake() {
    for (auto& worker : workers_) {
        if (!worker->isIdle) continue;
        worker->isIdle = false;
        worker->idle.cancel();
        return;
    }
}

Task<> Lane::work(Worker& worker) {
    while (true) {
        auto job = take();
        if (job) {
            co_await serve(worker.connection, std::move(job));
            continue;
        }
        if (isClosing_) co_return;
        worker.isIdle = true;
        co_await worker.idle.async_wait(asTuple);
        worker.isIdle = false;
    }
}

// The next job, with those behind it that fit into its transaction; null when there is none.
std::unique_ptr<Job> Lane::take() {
    std::lock_guard lock(mutex_);
    if (queue_.empty()) return nullptr;
    const auto pop = [this] {
        auto job = std::move(queue_.front());
        queue_.pop_front();
        queuedBytes_ -= job->weight();
        context_.depth.add(-1);
        return job;
    };
    auto job = pop();
    std::size_t bytes = job->weight();
    while (!queue_.empty() && job->size() < kGroupJobs && bytes < kGroupBytes) {
        bytes += queue_.front()->weight();
        const auto weight = queue_.front()->weight();
        if (!job->absorb(queue_.front())) break;
        queue_.pop_front();
        queuedBytes_ -= weight;
        context_.depth.add(-1);
    }
    return job;
}

Task<> Lane::serve(Connection& connection, std::unique_ptr<Job> job) {
    if (std::chrono::steady_clock::now() - job->queuedAt > kQueuedTime) {
        job->fail({Errc::unavailable, "The store has too much to do; try again later."});
        co_return;
    }
    for (int tries = 1; true; ++tries) {
        Error error;
        const bool isReached = co_await reach(connection, error);
        if (!isReached) {
            job->fail(error);
            co_return;
        }
        std::unique_ptr<Failure> failure;
        bool isCommitting = false;
        co_await attempt(connection, *job, failure, isCommitting);
        if (!failure) {
            context_.health.noteServed(job->kind() == JobKind::write);
            job->succeed();
            co_return;
        }
        context_.failures.add();
        if (failure->isLost()) {
            connection.close();
            const bool isOpen = isCommitting && !failure->isSurelyUndone();
            if (!isOpen && tries < 2) continue;  // it may have been idle for long: a new one may serve
            job->fail(isOpen ? context_.health.unknownOutcome() : context_.health.noteAway(*failure));
            co_return;
        }
        co_await rollBack(connection);
        if (failure->isPassing() && tries < kTries) continue;
        if (failure->isOfTheJob() && job->size() > 1) {  // one of them broke a rule: it fails alone
            auto parts = job->split();
            for (auto& part : parts) co_await serve(connection, std::move(part));
            co_return;
        }
        if (isShortOfSomething(*failure))
            job->fail(context_.health.noteRefusal(*failure));
        else
            job->fail(context_.health.errorFor(*failure));
        co_return;
    }
}

Task<bool> Lane::reach(Connection& connection, Error& error) {
    if (connection.isOpen()) co_return true;
    if (context_.health.isResting()) {
        error = context_.health.error();
        co_return false;
    }
    std::unique_ptr<Failure> failure;
    try {
        co_await connection.open();
        co_return true;
    } catch (const Failure& caught) {
        failure = std::make_unique<Failure>(caught);
    } catch (const std::exception& surprise) {  // the lane serves on, whatever it was
        failure = std::make_unique<Failure>(Failure::lost(surprise.what()));
    }
    connection.close();
    error = context_.health.noteAway(*failure);
    // Those that waited meanwhile would wait as long, one after the other.
    refuseAll(error);
    co_return false;
}

void Lane::refuseAll(const Error& error) {
    std::deque<std::unique_ptr<Job>> refused;
    {
        std::lock_guard lock(mutex_);
        refused.swap(queue_);
        queuedBytes_ = 0;
    }
    context_.depth.add(-static_cast<double>(refused.size()));
    for (auto& job : refused) job->fail(error);
}

Task<> Lane::attempt(Connection& connection, Job& job, std::unique_ptr<Failure>& failure, bool& isCommitting) {
    const auto began = std::chrono::steady_clock::now();
    try {
        if (job.kind() == JobKind::write) connection.add(kBegin);
        co_await job.run(connection);
        if (job.kind() == JobKind::write) {
            connection.add(kCommit);
            isCommitting = true;
            co_await connection.run();
            const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
            context_.transactionSeconds.observe(took.count());
            context_.transactionJobs.observe(static_cast<double>(job.size()));
        }
    } catch (const Failure& caught) {
        failure = std::make_unique<Failure>(caught);
    } catch (const std::exception& surprise) {
        failure = std::make_unique<Failure>("XX000", surprise.what());
    }
}

Task<> Lane::rollBack(Connection& connection) {
    try {
        connection.add(kRollBack);
        co_await connection.run();
    } catch (const std::exception&) {
        connection.close();
    }
}

}  // namespace baithak::postgres
