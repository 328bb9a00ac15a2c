// SPDX-License-Identifier: MIT
#pragma once

// Threads for what blocks or computes long (password hashing): `co_await pool.run([]{ … })` runs the function on a
// worker and resumes on the awaiting loop with its value. The queue is bounded: past the bound the answer is
// Errc::unavailable at once. An exception of the function becomes Errc::internal. The pool goes before the loops that
// await it; what the function captured is gone before the caller resumes.

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <type_traits>
#include <vector>

#include "server/runtime/task.h"
#include "shared/base/result.h"

namespace baithak {

class WorkerPool {
public:
    explicit WorkerPool(std::size_t threads, std::size_t queueBound = 256);
    ~WorkerPool();  // finishes what is queued, then joins
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    // A function that captures by value is named first: `auto hash = [password] { … }; co_await pool.run(hash);`, as
    // GCC 12 destroys a temporary lambda twice in an awaited call, by value or by reference (docs/style.md).
    template <class Function, class Value = std::invoke_result_t<Function>>
    Task<Result<Value>> run(Function function);

    // A job that nobody waits for, and that throws nothing. False when the queue is full.
    bool post(std::function<void()> job) { return enqueue(std::move(job)); }

private:
    template <class Function, class Value>
    struct Job;
    template <class Function, class Value>
    Task<Result<Value>> await(std::shared_ptr<Job<Function, Value>> job);

    bool enqueue(std::function<void()> job);  // false: the queue is full
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
