// SPDX-License-Identifier: MIT
#include "server/runtime/gate.h"

#include <cassert>
#include <exception>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

namespace baithak {
namespace {

std::string_view describe(const std::exception_ptr& failure, std::string& text) {
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& error) {
        text = error.what();
    } catch (...) {
        text = "an exception of no known type";
    }
    return text;
}

}  // namespace

Gate::~Gate() { assert(running_ == 0 && "close() the gate and await it before it goes"); }

void Gate::spawn(std::string_view name, Task<> task) {
    if (closed_) return;
    ++running_;
    // Through post, so that a task never runs inside its starter.
    boost::asio::post(loop_, [this, name, task = std::move(task)]() mutable {
        boost::asio::co_spawn(loop_, std::move(task),
                              [this, name](std::exception_ptr failure) { taskEnded(name, std::move(failure)); });
    });
}

void Gate::taskEnded(std::string_view name, std::exception_ptr failure) {
    if (failure) {
        std::string text;
        log_.error("task.failed", {{"task", name}, {"reason", describe(failure, text)}});
    }
    if (--running_ > 0) return;
    for (auto* waiter : waiters_) waiter->cancel();
    waiters_.clear();
}

Task<> Gate::close() {
    closed_ = true;
    if (running_ == 0) co_return;
    LoopTimer waiter(loop_, LoopTimer::time_point::max());
    waiters_.push_back(&waiter);
    co_await waiter.async_wait(asTuple);
}

}  // namespace baithak
