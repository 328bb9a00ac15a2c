// SPDX-License-Identifier: MIT
#pragma once

// Presence in Redis, for processes that run apart: sessions, leases and the processes that announced themselves, under
// keys with one prefix. One thread of its own talks to the server; calls come from any loop. While Redis is away calls
// fail with Errc::unavailable, and it is looked for again and again. Destroyed before the loops that await it.

#include <memory>
#include <string>
#include <vector>

#include "server/presence/presence.h"
#include "server/runtime/log.h"
#include "server/runtime/metrics.h"

namespace baithak {

struct RedisPresenceConfig {
    // redis://[user:password@]host[:port][/db]; rediss:// for TLS.
    std::string url = "redis://127.0.0.1:6379";
    // host:port of Sentinels: the server that they call the master counts, not the URL's host.
    std::vector<std::string> sentinels;
    std::string master = "mymaster";
    // Files in PEM, for rediss. The authorities trusted: the system's when empty. And what to show who we are.
    std::string ca;
    std::string certificate;
    std::string key;
    std::string prefix = "baithak:";
    std::chrono::milliseconds leaseTime = kLeaseTime;
    std::chrono::milliseconds sessionTime = kSessionTime;
    std::chrono::milliseconds callTime{1000};  // until an unanswered call counts as failed, and Redis as away
};

// The error names what won't do: a malformed URL, a file that can't be read, or a build without hiredis. A Redis that
// is away is no error: it may come.
Result<std::unique_ptr<Presence>> makeRedisPresence(RedisPresenceConfig config, Log& log, Metrics& metrics);

}  // namespace baithak
