// SPDX-License-Identifier: MIT
#pragma once

// What is kept in Redis, and the scripts by which it is changed, each atomic on the server. Under the prefix:
//
//   sessions:<user>   hash, device → "<strict> <put at, ms> <connection> <gateway>"; ends kSessionTime after the last
//                     put.
//                     A message on the channel of the same name says that the user's first session came or last one
//                     went
//   openings:<user>   hash, device → "<connection> <opened at, ms>", where that is known; ends with the sessions
//   lease:<gateway>   the gateway is there; ends kLeaseTime after the last announcement
//   instance:<id>     a process that announced itself, as JSON; ends with its lease
//   gateways, instances    sets: where to look. What has no lease any more is removed by who reads them
//
// Processes of two adjacent versions share all this: what is new goes under keys of its own, or behind what is there in
// a value, whose further words are passed over.
//
// A session counts while its gateway's lease lives and it was put lately; the others are removed by who meets them.

#include <string>
#include <string_view>

namespace baithak {

struct RedisScript {
    explicit RedisScript(std::string text);
    std::string text;
    std::string hash;  // by which EVALSHA names it
};

struct RedisScripts {
    // KEYS sessions:<user>, openings:<user>; ARGV prefix, session time, device, connection, gateway, strict, opened at
    // or 0. The session replaced, if any.
    RedisScript put;
    // KEYS sessions:<user>, openings:<user>; ARGV prefix, session time, connection.
    RedisScript remove;
    // KEYS sessions:<user>, …; ARGV prefix, session time. One list a key; of four texts a session: device, strict,
    // connection, gateway.
    RedisScript read;
    // ARGV prefix, lease time, id, JSON, gateway. Whether the lease was there, the gateways that hold one, and the time
    // on the server's clock in ms.
    RedisScript announce;
    // ARGV prefix, id, gateway.
    RedisScript withdraw;
    // ARGV prefix. Their JSON.
    RedisScript instances;
};
const RedisScripts& redisScripts();

}  // namespace baithak
