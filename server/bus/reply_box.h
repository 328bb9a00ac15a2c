// SPDX-License-Identifier: MIT
#pragma once

// For those who wait for an outcome: an address of their own on the bus (`deliver.<address>`), and for each request a
// place where the outcome that names it wakes the waiting task. Lives on one loop; must outlive its waiting tasks.

#include <chrono>
#include <functional>
#include <memory>
#include <unordered_map>

#include "server/bus/bus.h"
#include "server/runtime/clock.h"

namespace baithak {

class ReplyBox {
public:
    ReplyBox(Loop& loop, const Clock& clock) : loop_(loop), clock_(clock) {}

    // A place for the outcome of one request, from now on until it is destroyed.
    class Expected {
    public:
        Expected(ReplyBox& box, ConnectionId request);
        ~Expected();
        Expected(const Expected&) = delete;
        Expected& operator=(const Expected&) = delete;

        // Every outcome that names the request is passed to `take` until it says that it has all it waits for. True
        // when it has; false when the time is over.
        Task<bool> wait(std::chrono::milliseconds atMost, std::function<bool(const EventPtr&)> take);

    private:
        friend class ReplyBox;
        ReplyBox& box_;
        ConnectionId request_;
        LoopTimer woken_;
        std::unique_ptr<Timer> deadline_;
        bool isOver_ = false;
        std::vector<EventPtr> arrived_;
    };

    // Gives an event to whoever expects it; false when nobody does.
    bool deliver(const ConnectionId& request, const EventPtr& event);

private:
    Loop& loop_;
    const Clock& clock_;
    std::unordered_map<ConnectionId, Expected*> expected_;
};

}  // namespace baithak
