// SPDX-License-Identifier: MIT
#pragma once

// Hears of the users that somebody here watches, and of no others: a connection of its own subscribes to their
// channels. A message there is a doorbell: the user's sessions are read, and what was read decides. Everybody watched
// is read again after each new connection and once in a lease time, for those whose gateway went without a word. Lives
// on the loop of its gate; begins with the first watcher.

#include <functional>
#include <set>

#include "server/presence/redis/redis_dialer.h"
#include "server/presence/watch_list.h"
#include "server/runtime/gate.h"

namespace baithak {

class RedisWatcher {
public:
    struct Ports {
        Gate& gate;
        std::function<std::string(const UserId&)> channelOf;
        std::function<Task<Result<Sessions>>(std::shared_ptr<const std::vector<UserId>>)> read;
    };

    RedisWatcher(Ports ports, RedisServer server, std::chrono::milliseconds callTime,
                 std::chrono::milliseconds leaseTime);

    // Begins to tell the watcher of its users, who is there already too.
    void add(const WatcherPtr& watcher);
    // Tells it nothing more; users whom nobody watches now are not listened for any more.
    void remove(const WatcherPtr& watcher);
    // Closes the connection and ends the tasks; nobody is told anything after this.
    void stop();

private:
    using TimePoint = std::chrono::steady_clock::time_point;

    Task<> run();
    Task<> check();
    void subscribe(const std::vector<UserId>& users);
    void send(std::string_view command, const std::vector<UserId>& users);
    void onMessage(const RedisReply& message);
    void requestCheck();
    void tick();
    void readAgain(const std::vector<UserId>& users);

    Ports ports_;
    RedisDialer dialer_;
    std::chrono::milliseconds callTime_;
    std::chrono::milliseconds leaseTime_;
    WatchList list_;
    std::unordered_map<std::string, UserId> byChannel_;
    std::set<UserId> stale_;  // to be read
    RedisConnectionPtr connection_;
    LoopTimer ticker_;
    TimePoint heardAt_;
    TimePoint readAllAt_;
    bool isRunning_ = false;
    bool isChecking_ = false;
    bool isStopped_ = false;
};

}  // namespace baithak
