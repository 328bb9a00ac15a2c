// SPDX-License-Identifier: MIT
#pragma once

// Threads for what blocks or computes long (password hashing): `co_await pool.run([]{ … })` runs the function on a
// worker and resumes on the awaiting loop with its value. The queue is bounded: past the bound the answer is
// Errc::unavailable at once. An exception of the function becomes Errc::internal.

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "server/runtime/task.h"
#include "shared/base/result.h"

namespace baithak {

class WorkerPool {
public:
    explicit WorkerPool(std::size_t threads, std::size_t queueBound = 256);
    ~WorkerPool();   // finishes what is queued, then joins
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    template <class Function, class Value = std::invoke_result_t<Function>>
    Task<Result<Value>> run(Function function);

private:
    bool enqueue(std::function<void()> job);   // false: the queue is full
    void work();

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> jobs_;
    std::size_t bound_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace baithak

#include "server/runtime/worker_pool_run.h"
