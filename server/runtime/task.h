// SPDX-License-Identifier: MIT
#pragma once

// The event loop and the one coroutine type. A role instance lives on one Loop and is called on its thread alone; a
// Task runs on the loop that awaits it. Tasks start through a Gate (gate.h), never loose. Inside a task, an Asio
// operation is awaited with `useTask` (throws on an error code) or `asTuple` (the error code is a value, as I/O wants).

#include <chrono>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace baithak {

using Loop = boost::asio::io_context;
using LoopExecutor = Loop::executor_type;

template <class T = void>
using Task = boost::asio::awaitable<T, LoopExecutor>;

// A timer on a loop, without the cost of a type-erased executor.
using LoopTimer = boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                                    boost::asio::wait_traits<std::chrono::steady_clock>, LoopExecutor>;

inline constexpr boost::asio::use_awaitable_t<LoopExecutor> useTask;
inline constexpr boost::asio::as_tuple_t<boost::asio::use_awaitable_t<LoopExecutor>> asTuple(useTask);

}  // namespace baithak
