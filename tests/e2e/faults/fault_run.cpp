// SPDX-License-Identifier: MIT
#include "tests/e2e/faults/fault_run.h"

#include "tests/e2e/faults/fault_world.h"
#include "tests/support/history_checker.h"

namespace baithak::test {

namespace {

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
            world.crowd().step();
            world.turnFor(std::chrono::milliseconds(world.random(4)));
            if (world.random(50) == 0) world.planKill();
            if (world.random(120) == 0) world.restartPolitely();
        }
        world.heal();
        const FinalLogs logs = world.crowd().readLogs();
        world.crowd().drain(logs);
        outcome.violations = check(world.crowd().history(), logs);
        for (const auto& broken : world.crowd().files().violations()) outcome.violations.push_back(broken);
    } catch (const TestFailure& failure) {
        outcome.violations.emplace_back(failure.what());
    }
    countEvents(world.crowd().history(), outcome);
    outcome.files = world.crowd().files().acknowledged();
    outcome.kills = world.kills();
    outcome.history = world.crowd().history().toText();
    outcome.serverLog = world.serverLog();
    return outcome;
}

}  // namespace baithak::test
