// SPDX-License-Identifier: MIT
#pragma once

// Each command does its work and writes its answer: to standard output what was asked for, to standard error what went
// wrong. The value is the exit code.

#include "server/ctl/server_address.h"

namespace baithak::ctl {

inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;
inline constexpr int kMisused = 2;

// What a command has.
struct Desk {
    const Invocation& invocation;
    const Environment& environment;

    bool isJson() const { return invocation.has("json"); }
    // Where the server is that is meant; what was passed over on the way there is said on standard error.
    Result<ServerAddress> server() const;
    // The word of an error and its exit code.
    int refuse(const Error& error) const;
    // Standard output; false when it can't be written.
    int write(const std::string& text) const;
};

int runStatus(const Desk& desk);
int runUsers(const Desk& desk);
int runDeadLetters(const Desk& desk);
int runMigrateStore(const Desk& desk);
int runNginxConfig(const Desk& desk);

// Reads the arguments (without the program's name) and runs what they name.
int run(std::span<const std::string> arguments, const Environment& environment);

}  // namespace baithak::ctl
