// SPDX-License-Identifier: MIT
#pragma once

// The event loop and the one coroutine type. A role instance lives on one Loop and is called on its thread alone; a
// Task runs on the loop that awaits it. Tasks start through a Gate (gate.h), never loose.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

namespace baithak {

using Loop = boost::asio::io_context;
using LoopExecutor = Loop::executor_type;

template <class T = void>
using Task = boost::asio::awaitable<T, LoopExecutor>;

}  // namespace baithak
