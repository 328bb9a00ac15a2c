// SPDX-License-Identifier: MIT
#include "server/bus/reply_box.h"

namespace baithak {

ReplyBox::Expected::Expected(ReplyBox& box, ConnectionId request)
    : box_(box),
      request_(std::move(request)),
      woken_(box.loop_, LoopTimer::time_point::max()),
      deadline_(box.clock_.timer(box.loop_)) {
    box_.expected_.emplace(request_, this);
}

ReplyBox::Expected::~Expected() { box_.expected_.erase(request_); }

Task<bool> ReplyBox::Expected::wait(std::chrono::milliseconds atMost, std::function<bool(const EventPtr&)> take) {
    isOver_ = false;
    deadline_->start(atMost, [this] {
        isOver_ = true;
        woken_.cancel();
    });
    for (;;) {
        auto arrived = std::exchange(arrived_, {});
        for (const auto& event : arrived) {
            if (!take(event)) continue;
            deadline_->stop();
            co_return true;
        }
        if (isOver_) co_return false;
        co_await woken_.async_wait(asTuple);
    }
}

bool ReplyBox::deliver(const ConnectionId& request, const EventPtr& event) {
    const auto found = expected_.find(request);
    if (found == expected_.end()) return false;
    found->second->arrived_.push_back(event);
    found->second->woken_.cancel();
    return true;
}

}  // namespace baithak
