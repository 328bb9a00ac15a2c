// SPDX-License-Identifier: MIT
#include "server/bus/reply_box.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace baithak {

ReplyBox::Expected::Expected(ReplyBox& box, ConnectionId request)
    : box_(box), request_(std::move(request)), timer_(box.loop_) {
    box_.expected_.emplace(request_, this);
}

ReplyBox::Expected::~Expected() { box_.expected_.erase(request_); }

Task<bool> ReplyBox::Expected::wait(std::chrono::milliseconds atMost, std::function<bool(const EventPtr&)> take) {
    const auto deadline = std::chrono::steady_clock::now() + atMost;
    for (;;) {
        auto arrived = std::exchange(arrived_, {});
        for (const auto& event : arrived) {
            if (take(event)) co_return true;
        }
        if (std::chrono::steady_clock::now() >= deadline) co_return false;
        timer_.expires_at(deadline);
        co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable_t<LoopExecutor>()));
    }
}

bool ReplyBox::deliver(const ConnectionId& request, const EventPtr& event) {
    const auto found = expected_.find(request);
    if (found == expected_.end()) return false;
    found->second->arrived_.push_back(event);
    found->second->timer_.cancel();
    return true;
}

}  // namespace baithak
