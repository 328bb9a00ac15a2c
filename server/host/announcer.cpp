// SPDX-License-Identifier: MIT
#include "server/host/announcer.h"

#include <unistd.h>

#include <algorithm>
#include <array>

namespace baithak {
namespace {

constexpr std::chrono::milliseconds kRetry{1000};

}  // namespace

Announcer::Announcer(Loop& loop, Presence& presence, Instance self, GatewayRole* gateway, Log& log,
                     std::chrono::milliseconds renewal)
    : presence_(presence),
      self_(std::move(self)),
      gateway_(gateway),
      gatewayId_(gateway ? gateway->id() : GatewayId()),
      log_(log),
      renewal_(renewal),
      gate_(loop, log),
      timer_(loop) {}

void Announcer::start() { gate_.spawn("host.announce", run()); }

Task<> Announcer::run() {
    while (!isStopped_) {
        auto self = self_;
        auto lease = co_await presence_.announce(std::move(self), gatewayId_);
        if (isStopped_) co_return;
        note(lease);
        timer_.expires_after(lease ? renewal_ : std::min(renewal_, kRetry));
        co_await timer_.async_wait(asTuple);
    }
}

void Announcer::note(const Result<Lease>& lease) {
    if (!lease) {
        if (!std::exchange(isAway_, true)) log_.warn("host.not_announced", {{"reason", lease.error().text}});
        return;
    }
    if (std::exchange(isAway_, false)) log_.info("host.announced");
    if (*lease == Lease::fresh && gateway_) gateway_->renewSessions();
}

Task<> Announcer::withdraw() {
    isStopped_ = true;
    timer_.cancel();
    co_await gate_.close();
    // Where it can't be given back, it runs out.
    (void)co_await presence_.withdraw(self_.id, gatewayId_);
}

std::string reachableAddress(const std::string& listenAddress) {
    if (listenAddress != "0.0.0.0" && listenAddress != "::") return listenAddress;
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0) return listenAddress;
    return name.data();
}

}  // namespace baithak
