// SPDX-License-Identifier: MIT
#pragma once

// How one gets to Redis: asks the Sentinels for the master when there are some, connects, signs in, chooses the
// database, hands over the scripts. Lives on one loop; dials once at a time.

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "server/presence/redis/redis_connection.h"

namespace baithak {

// Which Redis, and as whom.
struct RedisServer {
    RedisUrl url;
    std::shared_ptr<RedisTls> tls;        // none: plain
    std::vector<RedisAddress> sentinels;  // none: the URL's address
    std::string master;                   // what the Sentinels call it
    std::vector<std::string> scripts;     // to be there for EVALSHA
};

class RedisDialer {
public:
    // `patience`: for each server that is spoken to.
    RedisDialer(Loop& loop, RedisServer server, std::chrono::milliseconds patience);

    // A connection that is ready for commands. The error names whom it did not reach, or what was refused.
    Task<Result<RedisConnectionPtr>> dial();
    // Before the next try: longer each time in a row, up to a second.
    Task<> rest();
    // Ends what is under way, and all later tries.
    void cancel();

private:
    Task<Result<RedisConnectionPtr>> connect(RedisAddress address);
    Task<Result<RedisAddress>> findMaster();
    Task<Result<RedisAddress>> askSentinel(RedisAddress sentinel);
    Task<Result<>> greet(RedisConnectionPtr connection);

    Loop& loop_;
    const RedisServer server_;
    std::chrono::milliseconds patience_;
    std::chrono::milliseconds pause_{0};
    std::size_t nextSentinel_ = 0;  // the one that knew last time is asked first
    RedisConnectionPtr current_;
    LoopTimer restTimer_;
    bool isCancelled_ = false;
};

}  // namespace baithak
