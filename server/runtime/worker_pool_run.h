// SPDX-License-Identifier: MIT
#pragma once

// The template half of worker_pool.h: how a function travels to a worker and its value back to the loop.

#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include "server/runtime/worker_pool.h"

namespace baithak {

// Shared by the awaiting task and the worker. The worker writes the answer, then posts to the loop; the loop reads it.
template <class Function, class Value>
struct WorkerPool::Job {
    explicit Job(Function f) : function(std::move(f)) {}

    void execute() noexcept {
        try {
            if constexpr (std::is_void_v<Value>) {
                (*function)();
                answer.emplace();
            } else {
                answer.emplace((*function)());
            }
        } catch (const std::exception& error) {
            answer.emplace(Error{Errc::internal, error.what()});
        } catch (...) {
            answer.emplace(Error{Errc::internal, "the work ended with an exception of no known type"});
        }
        function.reset();
    }

    std::optional<Function> function;
    std::optional<Result<Value>> answer;
    std::optional<LoopTimer> done;  // this and isDone belong to the loop's thread
    bool isDone = false;
};

template <class Function, class Value>
Task<Result<Value>> WorkerPool::run(Function function) {
    return await(std::make_shared<Job<Function, Value>>(std::move(function)));
}

template <class Function, class Value>
Task<Result<Value>> WorkerPool::await(std::shared_ptr<Job<Function, Value>> job) {
    auto executor = co_await boost::asio::this_coro::executor;
    job->done.emplace(executor, LoopTimer::time_point::max());
    auto keepLoopRunning = boost::asio::make_work_guard(executor);
    const bool isQueued = enqueue([job, keepLoopRunning] {
        job->execute();
        boost::asio::post(keepLoopRunning.get_executor(), [job] {
            job->isDone = true;
            job->done->cancel();
        });
    });
    if (!isQueued) co_return Result<Value>(Errc::unavailable, "the worker threads are busy and their queue is full");
    while (!job->isDone) co_await job->done->async_wait(asTuple);
    job->done.reset();  // the worker may hold the job for longer than the loop lives
    co_return std::move(*job->answer);
}

}  // namespace baithak
