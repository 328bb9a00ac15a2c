// SPDX-License-Identifier: MIT
#include "server/host/announcer.h"

#include <algorithm>

namespace baithak {
namespace {

constexpr std::chrono::milliseconds kRetry{1000};

}  // namespace

Announcer::Announcer(Loop& loop, Presence& presence, Instance self, GatewayRole* gateway, const Clock& clock, Log& log)
    : presence_(presence),
      self_(std::move(self)),
      gateway_(gateway),
      gatewayId_(gateway ? gateway->id() : GatewayId()),
      clock_(clock),
      log_(log),
      gate_(loop, log),
      timer_(clock.timer(loop)) {}

void Announcer::start() { gate_.spawn("host.announce", announce()); }

Task<> Announcer::announce() {
    auto self = self_;
    const auto askedAt = clock_.steadyNow();
    auto announced = co_await presence_.announce(std::move(self), gatewayId_);
    if (isStopped_) co_return;
    note(announced, askedAt);
    timer_->start(announced ? std::chrono::milliseconds(kLeaseRenewal) : kRetry, [this] { start(); });
}

void Announcer::note(const Result<Announcement>& announced, std::chrono::steady_clock::time_point askedAt) {
    if (!announced) {
        if (!std::exchange(isAway_, true)) log_.warn("host.not_announced", {{"reason", announced.error().text}});
        return;
    }
    if (std::exchange(isAway_, false)) log_.info("host.announced");
    if (!gateway_) return;
    gateway_->noteTime(announced->now, askedAt);
    if (announced->lease == Lease::fresh) gateway_->renewSessions();
}

Task<> Announcer::withdraw() {
    isStopped_ = true;
    timer_->stop();
    co_await gate_.close();
    // Where it can't be given back, it runs out.
    (void)co_await presence_.withdraw(self_.id, gatewayId_);
}

}  // namespace baithak
