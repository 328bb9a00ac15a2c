// SPDX-License-Identifier: MIT
#pragma once

// A queue of jobs and the connections that serve it. A lane with one connection keeps the order of its jobs; while a
// transaction is being written, what arrives waits and then shares the next one, as far as it fits together. There is
// no timer: an idle lane commits at once, a busy one in groups. What failed because the connection was lost before its
// COMMIT is done again on a new one; without a server each job is refused at once. The queue is bounded, in number and
// in time.

#include <deque>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "server/runtime/gate.h"
#include "server/runtime/metrics.h"
#include "server/store/postgres/health.h"
#include "server/store/postgres/job.h"

namespace baithak::postgres {

// What the lanes of one engine share.
struct LaneContext {
    LaneContext(Loop& engineLoop, const Address& engineAddress, Health& engineHealth, Metrics& metrics);

    Loop& loop;
    const Address& address;
    Health& health;
    Histogram& transactionSeconds;
    Histogram& transactionJobs;
    Counter& failures;
    Gauge& depth;
};

class Lane {
public:
    Lane(LaneContext& context, std::size_t connections);

    // From any thread. A job that there is no room for is refused.
    void enqueue(std::unique_ptr<Job> job);

    // On the engine's loop.
    void start(Gate& gate);
    void close();  // its tasks end when the queue is empty

private:
    using Jobs = std::vector<std::unique_ptr<Job>>;
    struct Worker {
        Worker(LaneContext& context)
            : connection(context.loop, context.address), idle(context.loop, LoopTimer::time_point::max()) {}
        Connection connection;
        LoopTimer idle;
        bool isIdle = false;
    };

    Task<> work(Worker& worker);
    Task<> serve(Connection& connection, std::unique_ptr<Job> job);
    Task<> attempt(Connection& connection, Job& job, std::unique_ptr<Failure>& failure, bool& isCommitting);
    Task<bool> reach(Connection& connection, Error& error);
    Task<> rollBack(Connection& connection);
    std::unique_ptr<Job> take();
    void refuseAll(const Error& error);
    void wake();

    LaneContext& context_;
    std::vector<std::unique_ptr<Worker>> workers_;
    bool isClosing_ = false;

    std::mutex mutex_;
    std::deque<std::unique_ptr<Job>> queue_;
    std::size_t queuedBytes_ = 0;
};

}  // namespace baithak::postgres
