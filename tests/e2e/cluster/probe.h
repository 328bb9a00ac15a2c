// SPDX-License-Identifier: MIT
#pragma once

// Two people who find out whether the service is there: from a new connection a message goes to the other's.

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/rest_client.h"
#include "tests/support/scripted_client.h"

namespace baithak::test {

class Probe {
public:
    // Makes their accounts, whose names begin with `prefix`. The loop outlives it.
    Probe(Loop& loop, std::uint16_t port, const std::string& prefix);

    // How long it took; nothing when it took longer.
    std::optional<std::chrono::milliseconds> serviceWithin(std::chrono::milliseconds atMost);

private:
    std::unique_ptr<ScriptedClient> connect(const Account& account);

    Loop& loop_;
    std::uint16_t port_;
    RestClient rest_;
    std::vector<Account> accounts_;
    std::uint64_t count_ = 0;
};

}  // namespace baithak::test
