// SPDX-License-Identifier: MIT
#pragma once

// The connection that carries the calls: pipelined, each answered within a set time or failed, found again when it is
// lost. Lives on a loop of its own and is asked from any. While Redis is known to be away calls fail at once; in the
// first moments after a loss they wait for the first try.

#include <deque>
#include <memory>
#include <optional>

#include "server/presence/redis/redis_dialer.h"
#include "server/runtime/gate.h"
#include "server/runtime/log.h"
#include "server/runtime/metrics.h"

namespace baithak {

class RedisLink {
public:
    struct Answer {
        RedisReplies replies;          // one a command
        std::uint64_t connection = 0;  // which of the connections made so far gave them
    };

    RedisLink(Gate& gate, RedisServer server, std::chrono::milliseconds callTime, Log& log, Metrics& metrics);

    // On its loop.
    void start();
    void stop();

    // From any loop: sends the commands together. An error when one of them was refused, or the answer did not come;
    // whether the commands were carried out is not known then.
    Task<Result<Answer>> ask(std::vector<RedisCommand> commands);

private:
    struct Request;
    using RequestPtr = std::shared_ptr<Request>;

    Task<> run();
    Task<> receive();
    void take(const RequestPtr& request);
    void onReply(RedisReply reply);
    void onDeadline();
    void armDeadline();
    void noteAway(const Error& why);
    void failAll(std::deque<RequestPtr>& requests, const Error& why);
    void finish(const RequestPtr& request, std::optional<Error> failure);

    Gate& gate_;
    RedisDialer dialer_;
    std::chrono::milliseconds callTime_;
    Log& log_;
    Gauge& isConnected_;
    Counter& failed_;
    RedisConnectionPtr connection_;
    std::uint64_t connections_ = 0;
    std::deque<RequestPtr> waiting_;  // for a connection
    std::deque<RequestPtr> sent_;     // in the order of the replies
    std::optional<Error> away_;       // why, while it is known to be
    LoopTimer deadline_;
    bool isArmed_ = false;
    bool isStopped_ = false;
};

}  // namespace baithak
