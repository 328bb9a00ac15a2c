// SPDX-License-Identifier: MIT
#include "server/presence/redis/redis_presence.h"

namespace baithak {

Result<std::unique_ptr<Presence>> makeRedisPresence(RedisPresenceConfig, Log&, Metrics&) {
    return Error{Errc::unavailable, "presence redis was left out of this build: it was made without hiredis"};
}

}  // namespace baithak
