// SPDX-License-Identifier: MIT
#pragma once

// One server, its deaths, and the crowd that talks to it. fault_run.cpp decides what happens when.

#include <memory>
#include <optional>
#include <random>
#include <string>

#include "tests/e2e/faults/crowd.h"
#include "tests/support/server_process.h"

namespace baithak::test {

class FaultWorld {
public:
    FaultWorld(const std::string& server, std::uint32_t seed);

    Crowd& crowd() noexcept { return *crowd_; }
    // Kills the server within the next moments, in the middle of whatever happens then, and starts it again.
    void planKill();
    // SIGTERM: the server ends by itself and is started again.
    void restartPolitely();
    void turnFor(std::chrono::milliseconds time) { loop_.turnFor(time); }
    // No more faults: everyone comes online, and everything is waited for.
    void heal();

    std::uint32_t random(std::uint32_t below) { return static_cast<std::uint32_t>(random_()) % below; }
    int kills() const noexcept { return kills_; }
    std::string serverLog() const { return server_.log(); }

private:
    void startServer();
    void killNow();

    std::mt19937 random_;
    Loop loop_;
    TempDir directory_;
    ServerProcess server_;
    LoopTimer killer_;
    std::optional<Crowd> crowd_;
    int kills_ = 0;
    bool mayKill_ = true;
};

}  // namespace baithak::test
