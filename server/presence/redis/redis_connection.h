// SPDX-License-Identifier: MIT
#pragma once

// One connection to a Redis or a Sentinel, plain or by TLS. Lives on one loop. What is sent is queued and leaves in as
// few writes as it can; replies are read by one task. Whatever goes wrong closes it, and a closed one stays so.

#include <chrono>
#include <memory>
#include <string>

#include "server/presence/redis/redis_url.h"
#include "server/presence/redis/resp.h"
#include "server/runtime/task.h"

namespace baithak {

// What a TLS client needs: whom it trusts, and what it shows of itself. Empty: the system's authorities; no
// certificate.
struct RedisTlsFiles {
    std::string ca;
    std::string certificate;
    std::string key;
};
class RedisTls;
// The error names the file that won't do.
Result<std::shared_ptr<RedisTls>> makeRedisTls(const RedisTlsFiles& files);

class RedisConnection {
public:
    virtual ~RedisConnection() = default;

    // Connects, with TLS its handshake too; the server's certificate must be for that host.
    virtual Task<Result<>> open(RedisAddress address) = 0;
    virtual void send(std::string bytes) = 0;
    // The next reply. Errc::unavailable when the connection has ended.
    virtual Task<Result<RedisReply>> read() = 0;
    // At any time: what waits, in `open` or `read`, ends with an error.
    virtual void close() = 0;
};
using RedisConnectionPtr = std::shared_ptr<RedisConnection>;

// Without `tls` a plain one.
RedisConnectionPtr makeRedisConnection(Loop& loop, std::shared_ptr<RedisTls> tls);

}  // namespace baithak
