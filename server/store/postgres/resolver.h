// SPDX-License-Identifier: MIT
#pragma once

// The end of a call: whoever holds it resolves, from any thread and once, the task that waits, on the task's own loop.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>
#include <utility>

#include "server/runtime/task.h"
#include "shared/base/result.h"

namespace baithak::postgres {

template <class Value>
class Resolver {
public:
    virtual ~Resolver() = default;
    virtual void resolve(Result<Value> result) = 0;
};

template <class Value, class Handler>
class HandlerResolver final : public Resolver<Value> {
public:
    explicit HandlerResolver(Handler handler)
        : work_(boost::asio::get_associated_executor(handler)), handler_(std::move(handler)) {}

    void resolve(Result<Value> result) override {
        // Moved along, so that the loop is held until the task has gone on.
        auto work = std::move(work_);
        boost::asio::post(work.get_executor(), [handler = std::move(handler_), outcome = std::move(result)]() mutable {
            std::move(handler)(std::move(outcome));
        });
    }

private:
    boost::asio::executor_work_guard<boost::asio::associated_executor_t<Handler>> work_;
    Handler handler_;
};

// Awaits what `start(std::unique_ptr<Resolver<Value>>)` sets going.
template <class Value, class Start>
Task<Result<Value>> awaitResolved(Start start) {
    auto initiate = [](auto handler, Start held) {
        using Made = HandlerResolver<Value, decltype(handler)>;
        std::unique_ptr<Resolver<Value>> resolver = std::make_unique<Made>(std::move(handler));
        held(std::move(resolver));
    };
    return boost::asio::async_initiate<const boost::asio::use_awaitable_t<LoopExecutor>, void(Result<Value>)>(
        std::move(initiate), boost::asio::use_awaitable_t<LoopExecutor>(), std::move(start));
}

}  // namespace baithak::postgres
