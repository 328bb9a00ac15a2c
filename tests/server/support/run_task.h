// SPDX-License-Identifier: MIT
#pragma once

// Runs a task from a test: turns a loop on the test's own thread until the task is done, and gives back its value. An
// exception of the task comes out of runTask.

#include <boost/asio/co_spawn.hpp>

#include <exception>
#include <optional>
#include <utility>
#include <vector>

#include "server/runtime/task.h"

namespace baithak::test {

template <class T>
Task<> keepValue(Task<T> task, std::optional<T>& kept) {
    auto value = co_await std::move(task);
    kept.emplace(std::move(value));
}

inline void turnUntilDone(baithak::Loop& loop, Task<> task) {
    std::exception_ptr failure;
    boost::asio::co_spawn(loop, std::move(task), [&failure](std::exception_ptr thrown) { failure = thrown; });
    loop.restart();
    loop.run();
    if (failure) std::rethrow_exception(failure);
}

template <class T>
T runTask(baithak::Loop& loop, Task<T> task) {
    std::optional<T> value;
    turnUntilDone(loop, keepValue(std::move(task), value));
    return std::move(*value);
}

inline void runTask(baithak::Loop& loop, Task<> task) { turnUntilDone(loop, std::move(task)); }

template <class T>
T runTask(Task<T> task) {
    baithak::Loop loop;
    return runTask(loop, std::move(task));
}

// Starts all of them at once; the values in the order of the tasks.
template <class T>
std::vector<T> runTasks(std::vector<Task<T>> tasks) {
    baithak::Loop loop;
    std::vector<std::optional<T>> kept(tasks.size());
    std::exception_ptr failure;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        boost::asio::co_spawn(loop, keepValue(std::move(tasks[i]), kept[i]), [&failure](std::exception_ptr thrown) {
            if (thrown) failure = thrown;
        });
    }
    loop.run();
    if (failure) std::rethrow_exception(failure);
    std::vector<T> values;
    for (auto& value : kept) values.push_back(std::move(*value));
    return values;
}

}  // namespace baithak::test
