// SPDX-License-Identifier: MIT
#pragma once

// The tokens with which NATS knows an account and its users, as `nsc` would make them: an operator that the server
// trusts, an account with JetStream, and a user of it.

#include <string>

#include "tests/support/child_process.h"

namespace baithak::test {

class NatsIdentities {
public:
    NatsIdentities();

    // Lines for the server's configuration.
    const std::string& settings() const noexcept { return settings_; }
    // A file with the user's token and seed.
    std::string credentials() const { return directory_.path() + "/user.creds"; }
    // The same of a user of an account that the server does not know.
    std::string foreignCredentials() const { return directory_.path() + "/foreign.creds"; }

private:
    TempDir directory_;
    std::string settings_;
};

}  // namespace baithak::test
