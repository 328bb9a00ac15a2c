// SPDX-License-Identifier: MIT
#pragma once

// The recorded calls (tests/golden/http.json), said in order to whatever stands behind a door.

#include <map>
#include <string>

#include "tests/e2e/json_match.h"
#include "tests/e2e/world.h"

namespace baithak::test {

class HttpReplay {
public:
    // What is behind the door is to be new: the recording's people are made in it.
    explicit HttpReplay(Door door) : door_(std::move(door)) {}

    // `prefix`: before each path; `groups`: the path of the groups. The first answer that is not as recorded, and what
    // is wrong with it; empty when all are.
    std::string run(const std::string& prefix, const std::string& groups);

private:
    std::string play(const nlohmann::json& exchange, const std::string& prefix, const std::string& groups);
    std::string keyOf(const std::string& user);

    Door door_;
    JsonMatch match_;
    std::map<std::string, Account> accounts_;
};

}  // namespace baithak::test
