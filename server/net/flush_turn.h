// SPDX-License-Identifier: MIT
#pragma once

// Collects the streams that have something to send and flushes them together, once the loop has done what was at hand:
// so an acknowledgement and the messages behind it leave in one write. Lives on one loop.

#include <chrono>
#include <cstdint>
#include <memory>

#include <boost/intrusive/list.hpp>

#include "server/runtime/task.h"

namespace baithak {

class FlushTurn {
public:
    // A stream that can be told to flush. Leaves the turn when it is destroyed.
    class Member : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
    public:
        virtual void flush() = 0;

    protected:
        ~Member() = default;
    };

    explicit FlushTurn(Loop& loop) : loop_(loop) {}

    // Flushes the member at the end of this turn.
    void add(Member& member);
    // More of the same kind may follow at once: the turn goes on for a while.
    void noteActivity() noexcept { ++activity_; }

private:
    void schedule();
    void run();

    using Members = boost::intrusive::list<Member, boost::intrusive::constant_time_size<false>>;

    Loop& loop_;
    Members members_;
    std::uint64_t activity_ = 0;
    std::uint64_t activitySeen_ = 0;
    std::chrono::steady_clock::time_point startedAt_;
    bool isScheduled_ = false;
    std::shared_ptr<FlushTurn*> alive_ = std::make_shared<FlushTurn*>(this);
};

}  // namespace baithak
