// SPDX-License-Identifier: MIT
#pragma once

// A gate counts the tasks of one owner and waits for the last of them. Lives on one loop, is used on its thread, and
// must outlive its tasks: close() it and await that before destroying it. A task that ends by an exception is a bug: it
// is logged under its name, and the others go on.

#include <cstddef>
#include <string_view>
#include <vector>

#include "server/runtime/log.h"
#include "server/runtime/task.h"

namespace baithak {

class Gate {
public:
    Gate(Loop& loop, Log& log) : loop_(loop), log_(log) {}
    ~Gate();
    Gate(const Gate&) = delete;
    Gate& operator=(const Gate&) = delete;

    // Starts a task on the loop, not before this call has returned. Does nothing once the gate is closed. `name` is a
    // literal: `"profile.login"`.
    void spawn(std::string_view name, Task<> task);

    // No new tasks from now on; resolves when the running ones have ended. Not to be awaited by one of them.
    Task<> close();

    bool isClosed() const noexcept { return closed_; }
    std::size_t running() const noexcept { return running_; }
    Loop& loop() noexcept { return loop_; }

private:
    void taskEnded(std::string_view name, std::exception_ptr failure);

    Loop& loop_;
    Log& log_;
    std::size_t running_ = 0;
    bool closed_ = false;
    std::vector<LoopTimer*> waiters_;
};

}  // namespace baithak
