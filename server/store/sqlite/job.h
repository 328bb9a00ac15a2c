// SPDX-License-Identifier: MIT
#pragma once

// Work for a thread of the store, made by a task on some loop: the function runs on the thread, and what it answers
// resolves the task on the task's own loop. A job may be run again after its transaction was rolled back, so the
// function leaves what it holds as it is.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>
#include <optional>
#include <utility>

#include "server/runtime/task.h"
#include "shared/base/result.h"

namespace baithak::sqlite {

template <class Context>
class Job {
public:
    explicit Job(std::size_t jobWeight) : weight_(jobWeight) {}
    virtual ~Job() = default;

    virtual void run(Context& context) = 0;     // on the store's thread, within a transaction
    virtual void succeed() = 0;                 // resolves with what run() answered
    virtual void fail(const Error& error) = 0;  // resolves with the error
    // Roughly the bytes it holds.
    std::size_t weight() const noexcept { return weight_; }

private:
    std::size_t weight_;
};

template <class Context, class Value, class Function, class Handler>
class FunctionJob final : public Job<Context> {
public:
    FunctionJob(std::size_t jobWeight, Function function, Handler handler)
        : Job<Context>(jobWeight),
          function_(std::move(function)),
          work_(boost::asio::get_associated_executor(handler)),
          handler_(std::move(handler)) {}

    void run(Context& context) override { result_.emplace(function_(context)); }
    void succeed() override { resolve(std::move(*result_)); }
    void fail(const Error& error) override { resolve(Result<Value>(error)); }

private:
    void resolve(Result<Value> result) {
        // Moved along, so that the loop is held until the task has gone on.
        auto work = std::move(work_);
        boost::asio::post(work.get_executor(), [handler = std::move(handler_), outcome = std::move(result)]() mutable {
            std::move(handler)(std::move(outcome));
        });
    }

    using Executor = boost::asio::associated_executor_t<Handler>;

    Function function_;
    boost::asio::executor_work_guard<Executor> work_;
    Handler handler_;
    std::optional<Result<Value>> result_;
};

// Awaits a function's run on a thread: `enqueue(std::unique_ptr<Job<Context>>)` takes the job, or answers false and
// leaves it, when there is no room.
template <class Context, class Value, class Thread, class Function>
Task<Result<Value>> awaitJob(Thread& thread, std::size_t weight, Function function) {
    auto initiate = [&thread, weight](auto handler, Function held) {
        using Made = FunctionJob<Context, Value, Function, decltype(handler)>;
        std::unique_ptr<Job<Context>> job = std::make_unique<Made>(weight, std::move(held), std::move(handler));
        if (thread.enqueue(job)) return;
        job->fail({Errc::unavailable, "The store has too much to do; try again later."});
    };
    return boost::asio::async_initiate<const boost::asio::use_awaitable_t<LoopExecutor>, void(Result<Value>)>(
        std::move(initiate), boost::asio::use_awaitable_t<LoopExecutor>(), std::move(function));
}

}  // namespace baithak::sqlite
