// SPDX-License-Identifier: MIT
#include "server/presence/redis/redis_watcher.h"

#include <unordered_set>

namespace baithak {
namespace {

constexpr std::size_t kChannelsAtOnce = 500;

}  // namespace

RedisWatcher::RedisWatcher(Ports ports, RedisServer server, std::chrono::milliseconds callTime,
                           std::chrono::milliseconds leaseTime)
    : ports_(std::move(ports)),
      dialer_(ports_.gate.loop(), std::move(server), 2 * callTime),
      callTime_(callTime),
      leaseTime_(leaseTime),
      ticker_(ports_.gate.loop()) {}

void RedisWatcher::add(const WatcherPtr& watcher) {
    const auto fresh = list_.add(watcher);
    for (const auto& user : fresh) byChannel_.emplace(ports_.channelOf(user), user);
    subscribe(fresh);
    if (std::exchange(isRunning_, true) || isStopped_) return;
    readAllAt_ = std::chrono::steady_clock::now();
    ports_.gate.spawn("redis.watch", run());
    tick();
}

void RedisWatcher::remove(const WatcherPtr& watcher) {
    const auto left = list_.remove(watcher);
    for (const auto& user : left) {
        byChannel_.erase(ports_.channelOf(user));
        stale_.erase(user);
    }
    send("UNSUBSCRIBE", left);
}

void RedisWatcher::stop() {
    isStopped_ = true;
    ticker_.cancel();
    dialer_.cancel();
    if (connection_) connection_->close();
}

Task<> RedisWatcher::run() {
    while (!isStopped_) {
        auto dialed = co_await dialer_.dial();
        if (!dialed) {
            co_await dialer_.rest();
            continue;
        }
        if (isStopped_) break;
        connection_ = std::move(*dialed);
        heardAt_ = std::chrono::steady_clock::now();
        subscribe(list_.users());
        for (;;) {
            auto message = co_await connection_->read();
            if (!message) break;
            onMessage(*message);
        }
        connection_.reset();
    }
}

void RedisWatcher::subscribe(const std::vector<UserId>& users) { send("SUBSCRIBE", users); }

void RedisWatcher::send(std::string_view command, const std::vector<UserId>& users) {
    if (!connection_) return;
    for (std::size_t begin = 0; begin < users.size(); begin += kChannelsAtOnce) {
        const auto end = std::min(users.size(), begin + kChannelsAtOnce);
        RedisCommand words{std::string(command)};
        for (std::size_t i = begin; i < end; ++i) words.push_back(ports_.channelOf(users[i]));
        connection_->send(encodeCommand(words));
    }
}

// A change is told by `message`. What changed before the subscription stood is found by reading once it does.
void RedisWatcher::onMessage(const RedisReply& message) {
    heardAt_ = std::chrono::steady_clock::now();
    if (message.items.size() != 3) return;
    const auto& kind = message.items[0].text;
    if (kind != "message" && kind != "subscribe") return;
    const auto found = byChannel_.find(message.items[1].text);
    if (found != byChannel_.end()) readAgain({found->second});
}

void RedisWatcher::readAgain(const std::vector<UserId>& users) {
    stale_.insert(users.begin(), users.end());
    requestCheck();
}

void RedisWatcher::requestCheck() {
    if (stale_.empty() || isStopped_ || std::exchange(isChecking_, true)) return;
    ports_.gate.spawn("redis.check", check());
}

Task<> RedisWatcher::check() {
    while (!stale_.empty() && !isStopped_) {
        const auto users = std::make_shared<const std::vector<UserId>>(stale_.begin(), stale_.end());
        stale_.clear();
        auto sessions = co_await ports_.read(users);
        if (!sessions) {
            for (const auto& user : *users) {
                if (list_.isWatched(user)) stale_.insert(user);
            }
            break;  // the next tick tries again
        }
        std::unordered_set<UserId> online;
        for (const auto& session : *sessions) online.insert(session->user);
        for (const auto& user : *users) list_.note(user, online.contains(user));
    }
    isChecking_ = false;
}

void RedisWatcher::tick() {
    ticker_.expires_after(callTime_);
    ticker_.async_wait([this](const boost::system::error_code& error) {
        if (error || isStopped_) return;
        const auto now = std::chrono::steady_clock::now();
        if (connection_) {
            connection_->send(encodeCommand({"PING"}));
            if (now - heardAt_ > 3 * callTime_) connection_->close();
        }
        if (now - readAllAt_ >= leaseTime_) {
            readAllAt_ = now;
            readAgain(list_.users());
        }
        requestCheck();
        tick();
    });
}

}  // namespace baithak
