// SPDX-License-Identifier: MIT
#pragma once

// `server.json` in the data directory, readable by its owner alone: where programs on this machine find the server that
// serves this directory, with the token that makes them its operators. Written when it serves, removed when it ends.

#include <cstdint>
#include <string>

#include "shared/base/result.h"

namespace baithak {

struct ReadyFacts {
    std::string address;
    std::uint16_t port = 0;
    std::uint16_t opsPort = 0;
    // For the file alone.
    std::string opsAddress;
    std::string ownerToken;
};

// The line for standard output: {"event":"ready","port":…,"opsPort":…,"address":…,"pid":…,"version":…}.
std::string readyLine(const ReadyFacts& facts);

Result<> writeReadyFile(const std::string& directory, const ReadyFacts& facts);
void removeReadyFile(const std::string& directory);

}  // namespace baithak
