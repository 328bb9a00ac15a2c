// SPDX-License-Identifier: MIT
#include "server/net/flush_turn.h"

#include <boost/asio/post.hpp>

namespace baithak {
namespace {

// How long answers may wait for their company while frames go on coming in.
constexpr std::chrono::microseconds kLongestTurn{300};

}  // namespace

void FlushTurn::add(Member& member) {
    ++activity_;
    if (member.is_linked()) return;
    members_.push_back(member);
    if (isScheduled_) return;
    startedAt_ = std::chrono::steady_clock::now();
    schedule();
}

void FlushTurn::schedule() {
    isScheduled_ = true;
    activitySeen_ = activity_;
    boost::asio::post(loop_, [weak = std::weak_ptr(alive_)] {
        if (const auto alive = weak.lock()) (*alive)->run();
    });
}

// Each round, every connection with buffered frames handles one of them. So while the rounds bring something, the burst
// is not over.
void FlushTurn::run() {
    isScheduled_ = false;
    const bool isBurst = activity_ != activitySeen_;
    if (isBurst && std::chrono::steady_clock::now() - startedAt_ < kLongestTurn) return schedule();
    Members ready;
    ready.swap(members_);
    while (!ready.empty()) {
        auto& member = ready.front();
        ready.pop_front();
        member.flush();
    }
}

}  // namespace baithak
