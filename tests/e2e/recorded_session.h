// SPDX-License-Identifier: MIT
#pragma once

// The recorded session (tests/golden/session.json), played to whatever stands behind a door: three connected
// clients, two readers of text and one of v3, with and without acknowledgements. Each must get the recorded frames and
// no other.

#include <map>
#include <memory>
#include <string>

#include "tests/e2e/world.h"

namespace baithak::test {

class SessionReplay {
public:
    // What is behind the door is to be new: the recording's people are made in it.
    explicit SessionReplay(Door door) : door_(std::move(door)) {}

    // The first frame that is not as recorded, and what is wrong with it; empty when all are.
    std::string run();

private:
    void play(const std::string& step);
    std::string compare(const nlohmann::json& recorded, const RawClient::Frame& frame);
    std::string compareText(nlohmann::json recorded, const std::string& frame);
    std::string compareBinary(const std::string& recorded, const std::string& frame);

    Door door_;
    std::map<std::string, Account> accounts_;
    std::map<std::string, std::unique_ptr<Peer>> peers_;
    std::string group_;
};

}  // namespace baithak::test
