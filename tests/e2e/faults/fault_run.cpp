// SPDX-License-Identifier: MIT
#include "tests/e2e/faults/fault_run.h"

#include "tests/e2e/faults/fault_world.h"
#include "tests/support/history_checker.h"

namespace baithak::test {

namespace {

void step(FaultWorld& world) {
    const auto what = world.random(100);
    if (what < 54)
        world.sendSomething();
    else if (what < 60)
        world.sendBurst();
    else if (what < 65)
        world.sendAgain();
    else if (what < 70)
        world.sendByPost();
    else if (what < 73)
        world.sendState();
    else if (what < 81)
        world.goOfflineOrOnline();
    else if (what < 86)
        world.cutSomeone();
    else if (what < 90)
        world.restartSomeone();
    else if (what < 95)
        world.changeMembership();
    else
        world.turnFor(std::chrono::milliseconds(world.random(20)));
}

void countEvents(const History& history, FaultOutcome& outcome) {
    for (const auto& event : history.events()) {
        outcome.sent += std::holds_alternative<event::Sent>(event) ? 1 : 0;
        outcome.acknowledged += std::holds_alternative<event::Acked>(event) ? 1 : 0;
        outcome.shown += std::holds_alternative<event::Shown>(event) ? 1 : 0;
    }
}

}  // namespace

FaultOutcome runFaults(const FaultOptions& options) {
    FaultWorld world(options.server, options.seed);
    FaultOutcome outcome;
    try {
        for (int i = 0; i < options.steps; ++i) {
            step(world);
            world.turnFor(std::chrono::milliseconds(world.random(4)));
            if (world.random(50) == 0) world.planKill();
            if (world.random(120) == 0) world.restartPolitely();
        }
        world.heal();
        const FinalLogs logs = world.readLogs();
        world.drain(logs);
        outcome.violations = check(world.history(), logs);
    } catch (const TestFailure& failure) {
        outcome.violations.emplace_back(failure.what());
    }
    countEvents(world.history(), outcome);
    outcome.kills = world.kills();
    outcome.history = world.history().toText();
    outcome.serverLog = world.serverLog();
    return outcome;
}

}  // namespace baithak::test
