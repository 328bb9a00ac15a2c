// SPDX-License-Identifier: MIT
#pragma once

// What every part of one simulated run shares: its time, its chance, its history, and the mistake that was planted in
// it, if any.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/runtime/log.h"
#include "server/runtime/metrics.h"
#include "shared/base/timestamp.h"
#include "tests/simulation/random.h"
#include "tests/simulation/schedule.h"
#include "tests/support/history.h"

namespace baithak::simulation {

// The mistakes that the simulation must find. Each is made by the ports that a role is given, never by the product.
enum class Bug {
    none,
    ackBeforeCommit,          // an append answers before its transaction has ended
    noFencing,                // the store takes what a former owner writes
    noDuplicateCheck,         // the store appends a message that it has
    membershipReadOutside,    // who may write is read when the append arrives, not in its transaction
    presenceReadBeforeCommit  // who is to be rung is read when the append is sent, not when it has ended
};
// The names by which they are called: `ack-before-commit`, ….
std::string_view nameOf(Bug bug) noexcept;
std::optional<Bug> bugNamed(std::string_view name) noexcept;
inline constexpr Bug kBugs[] = {Bug::ackBeforeCommit, Bug::noFencing, Bug::noDuplicateCheck, Bug::membershipReadOutside,
                                Bug::presenceReadBeforeCommit};

// What the simulated processes log, kept in memory.
class LogFile {
public:
    LogFile();
    ~LogFile();
    LogFile(const LogFile&) = delete;
    LogFile& operator=(const LogFile&) = delete;

    int descriptor() const noexcept { return descriptor_; }
    // The lines that name that event.
    std::vector<std::string> linesOf(std::string_view event) const;

private:
    int descriptor_;
};

struct Engine {
    Engine(std::uint64_t seed, Bug planted);

    void note(std::string text) { history.add(test::event::Note{std::move(text)}); }
    // The wall clock of a machine that is right.
    Timestamp wallNow() const;

    Schedule schedule;
    Random random;
    Bug bug;
    test::History history;
    std::vector<std::string> violations;  // what must not happen at any moment
    LogFile logFile;
    Log log{LogLevel::error, logFile.descriptor()};
    Metrics metrics;
};

}  // namespace baithak::simulation
