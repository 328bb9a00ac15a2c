// SPDX-License-Identifier: MIT
#pragma once

// One task for all who want it done at the same time: the first runs it, the others wait for its end. Lives on one
// loop; must outlive its calls.

#include <exception>
#include <utility>
#include <vector>

#include "server/runtime/task.h"

namespace baithak {

class SingleFlight {
public:
    // Runs what `make` makes, a Task<>; while such a task runs, resolves when that one has ended, however it did. What
    // the task throws, the call that ran it throws.
    template <class Make>
    Task<> run(Make make) {
        auto executor = co_await boost::asio::this_coro::executor;
        if (isRunning_) {
            LoopTimer ended(executor, LoopTimer::time_point::max());
            waiting_.push_back(&ended);
            co_await ended.async_wait(asTuple);
            co_return;
        }
        isRunning_ = true;
        std::exception_ptr failure;
        try {
            co_await make();
        } catch (...) {
            failure = std::current_exception();
        }
        isRunning_ = false;
        for (auto* timer : std::exchange(waiting_, {})) timer->cancel();
        if (failure) std::rethrow_exception(failure);
    }

private:
    bool isRunning_ = false;
    std::vector<LoopTimer*> waiting_;
};

}  // namespace baithak
