// SPDX-License-Identifier: MIT
#pragma once

// Connections that say nothing, held by a process of their own: no process may have descriptors enough for those of
// several gateways. The process does a step when it is told to; it ends with this object. Throws std::runtime_error
// when it could not do its step; what went wrong it has written to stderr.

#include <string>

#include <sys/types.h>

#include "tests/bench/wire.h"

namespace baithak::bench {

struct IdlePlan {
    std::uint16_t signInPort = 0;
    Endpoint gateway;
    std::string prefix;  // of the users' names
    std::size_t connections = 0;
};

class IdleClients {
public:
    explicit IdleClients(IdlePlan plan);
    ~IdleClients();
    IdleClients(const IdleClients&) = delete;
    IdleClients& operator=(const IdleClients&) = delete;

    enum class Step : char { signIn = 's', connect = 'c', look = 'l' };
    // Several processes begin at the same time, and are waited for one after the other. From its connecting on it
    // answers the gateway's pings; to look means to see that no connection was closed.
    void begin(Step step);
    void awaitEnd();

private:
    pid_t pid_ = -1;
    int link_ = -1;
};

}  // namespace baithak::bench
