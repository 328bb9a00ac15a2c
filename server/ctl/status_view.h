// SPDX-License-Identifier: MIT
#pragma once

// The state of the whole server for a terminal, from what its processes answered. Pure. Include it in .cpp files only:
// it brings nlohmann_json along.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "shared/base/result.h"

namespace baithak::ctl {

// A process as it was announced, and what it says of itself or why it says nothing.
struct SeenProcess {
    nlohmann::json announced;  // one of `instances` of GET /admin/status
    Result<nlohmann::json> answer;
};

struct SeenServer {
    std::vector<SeenProcess> processes;
    std::string instancesProblem;  // why the list may lack some; empty when it does not
};

// What a process says counts only where it can be shown: another version's answer, or a liar's, becomes a problem.
SeenProcess shown(SeenProcess process);

// {"processes":[{…, "answer":…} or {…, "problem":"…"}], "instancesProblem":…}
nlohmann::json statusJson(const SeenServer& server);
std::string statusText(const SeenServer& server);

}  // namespace baithak::ctl
