// SPDX-License-Identifier: MIT
#pragma once

// What operators are shown, as JSON: pure functions of what the ports answered.

#include <string>
#include <vector>

#include "server/bus/bus.h"
#include "server/presence/presence.h"

namespace baithak {

// A process of the server, as it sees itself.
struct ProcessStatus {
    Instance instance;
    Timestamp now;
    std::size_t connections = 0;
    struct Problem {
        std::string part;    // store, bus, presence, server
        std::string reason;  // one sentence
    };
    std::vector<Problem> problems;
    BusStatus bus;
};

// GET /admin/status. `instances`: of the whole server; when they can't be had now, the answer says why.
std::string statusView(const ProcessStatus& process, const Result<std::vector<Instance>>& instances);

// GET /admin/users. A page that is full names the last of it as `next`, for the next `after`.
std::string accountsView(const std::vector<Account>& accounts, std::size_t limit);
// GET /admin/users/{name}.
std::string accountView(const Account& account, const std::vector<Device>& devices, const Sessions& sessions);

// GET /admin/dead-letters.
std::string deadLettersView(const std::vector<DeadLetter>& letters);

}  // namespace baithak
