// SPDX-License-Identifier: MIT
#include "server/presence/presence_clock.h"

#include <algorithm>

namespace baithak {
namespace {

using namespace std::chrono_literals;

// Two clocks of ordinary computers drift apart by less than a ten-thousandth.
constexpr int kDriftPart = 10'000;
constexpr auto kTick = 1ms;  // what a Timestamp leaves out

template <class Span>
Span sinceStart(PresenceClock::Moment moment) {
    return std::chrono::duration_cast<Span>(moment.time_since_epoch());
}

}  // namespace

void PresenceClock::note(Timestamp told, Moment askedAt, Moment heardAt) {
    const Span there = std::chrono::milliseconds(static_cast<std::int64_t>(told.ms));
    const Bounds said{there - sinceStart<Span>(heardAt), there + kTick - sinceStart<Span>(askedAt)};
    auto together = said;
    if (bounds_) {
        const auto before = boundsAt(heardAt);
        together = {std::max(before.least, said.least), std::min(before.most, said.most)};
    }
    bounds_ = together.least <= together.most ? together : said;
    notedAt_ = heardAt;
}

Timestamp PresenceClock::at(Moment moment) const {
    if (!bounds_) return {};
    const auto ahead = bounds_->least + (bounds_->most - bounds_->least) / 2;
    const auto there = std::chrono::floor<std::chrono::milliseconds>(sinceStart<Span>(moment) + ahead);
    return {static_cast<std::uint64_t>(there.count())};
}

PresenceClock::Bounds PresenceClock::boundsAt(Moment moment) const {
    const auto drift = std::chrono::duration_cast<Span>(moment - notedAt_) / kDriftPart;
    return {bounds_->least - drift, bounds_->most + drift};
}

}  // namespace baithak
