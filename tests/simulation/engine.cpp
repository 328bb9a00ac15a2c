// SPDX-License-Identifier: MIT
#include "tests/simulation/engine.h"

#include <array>
#include <utility>

namespace baithak::simulation {
namespace {

constexpr std::array<std::pair<Bug, std::string_view>, 6> kNames{
    {{Bug::none, "none"},
     {Bug::ackBeforeCommit, "ack-before-commit"},
     {Bug::noFencing, "no-fencing"},
     {Bug::noDuplicateCheck, "no-duplicate-check"},
     {Bug::membershipReadOutside, "membership-read-outside"},
     {Bug::presenceReadBeforeCommit, "presence-read-before-commit"}}};

constexpr Timestamp kFirstDay{1'700'000'000'000};
constexpr int kNowhere = -1;

}  // namespace

std::string_view nameOf(Bug bug) noexcept {
    for (const auto& [each, name] : kNames) {
        if (each == bug) return name;
    }
    return {};
}

std::optional<Bug> bugNamed(std::string_view name) noexcept {
    for (const auto& [bug, each] : kNames) {
        if (each == name) return bug;
    }
    return std::nullopt;
}

Engine::Engine(std::uint64_t seed, Bug planted)
    : random(seed), bug(planted), history([this] { return schedule.now(); }), log(LogLevel::error, kNowhere) {}

Timestamp Engine::wallNow() const {
    return kFirstDay + std::chrono::duration_cast<std::chrono::milliseconds>(schedule.now().time_since_epoch());
}

}  // namespace baithak::simulation
