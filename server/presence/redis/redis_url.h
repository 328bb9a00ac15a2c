// SPDX-License-Identifier: MIT
#pragma once

// `redis://[user:password@]host[:port][/db]`: which Redis, and as whom. Pure.

#include <cstdint>
#include <string>
#include <string_view>

#include "shared/base/result.h"

namespace baithak {

struct RedisAddress {
    std::string host;
    std::uint16_t port = 0;

    std::string text() const;  // `host:port`, `[::1]:port`
};

struct RedisUrl {
    RedisAddress address{"127.0.0.1", 6379};
    bool isSecure = false;  // rediss
    std::string user;       // empty: the default user
    std::string password;   // empty: none is asked for
    std::uint32_t database = 0;
};

// User and password may hold %XX. An error does not repeat the text: it may hold a password.
Result<RedisUrl> parseRedisUrl(std::string_view text);

// `host:port`, `[::1]:port`, or without a port, which then is `defaultPort`.
Result<RedisAddress> parseRedisAddress(std::string_view text, std::uint16_t defaultPort);

}  // namespace baithak
