// SPDX-License-Identifier: MIT
#include "server/presence/redis/redis_presence.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include "server/presence/redis/instance_json.h"
#include "server/presence/redis/redis_link.h"
#include "server/presence/redis/redis_scripts.h"
#include "server/presence/redis/redis_watcher.h"

namespace baithak {
namespace {

constexpr std::size_t kUsersAtOnce = 256;  // in one script, which nothing interrupts
constexpr std::uint16_t kSentinelPort = 26379;

using Users = std::shared_ptr<const std::vector<UserId>>;

std::uint64_t numberOf(const std::string& text) { return std::strtoull(text.c_str(), nullptr, 10); }

// Four texts a session; anything else is none.
void appendSessions(const UserId& user, const RedisReply& reply, Sessions& into) {
    const auto& texts = reply.items;
    for (std::size_t i = 0; i + 3 < texts.size(); i += 4) {
        Session session;
        session.user = user;
        session.device = DeviceNumber{numberOf(texts[i].text)};
        session.isStrict = texts[i + 1].text == "1";
        session.connection = ConnectionId(texts[i + 2].text);
        session.gateway = GatewayId(texts[i + 3].text);
        into.push_back(std::make_shared<const Session>(std::move(session)));
    }
}

class RedisPresence final : public Presence {
public:
    RedisPresence(RedisPresenceConfig config, const RedisServer& server, Log& log, Metrics& metrics)
        : config_(std::move(config)),
          gate_(loop_, log),
          link_(gate_, withScripts(server), config_.callTime, log, metrics),
          watcher_({gate_, [this](const UserId& user) { return keyOf(user); },
                    [this](Users users) { return sessionsOf(std::move(users)); }},
                   server, config_.callTime, config_.leaseTime),
          keepRunning_(loop_.get_executor()),
          thread_([this] { loop_.run(); }) {
        boost::asio::post(loop_, [this] { link_.start(); });
    }

    ~RedisPresence() override {
        boost::asio::post(loop_, [this] {
            link_.stop();
            watcher_.stop();
            boost::asio::co_spawn(loop_, gate_.close(), [this](std::exception_ptr) { keepRunning_.reset(); });
        });
        thread_.join();
    }

    Task<Result<Sessions>> put(Session session) override {
        RedisCommand command{"EVALSHA",
                             scripts_.put.hash,
                             "2",
                             keyOf(session.user),
                             openingsKeyOf(session.user),
                             config_.prefix,
                             millisecondsOf(config_.sessionTime),
                             std::to_string(numberOf(session.device)),
                             session.connection.value,
                             session.gateway.value,
                             session.isStrict ? "1" : "0",
                             std::to_string(session.openedAt.ms)};
        auto reply = co_await one(std::move(command));
        if (!reply) co_return reply.error();
        Sessions replaced;
        appendSessions(session.user, *reply, replaced);
        co_return replaced;
    }

    Task<Result<>> remove(UserId user, ConnectionId connection) override {
        RedisCommand command{"EVALSHA",
                             scripts_.remove.hash,
                             "2",
                             keyOf(user),
                             openingsKeyOf(user),
                             config_.prefix,
                             millisecondsOf(config_.sessionTime),
                             connection.value};
        auto reply = co_await one(std::move(command));
        if (!reply) co_return reply.error();
        co_return Result<>{};
    }

    Task<Result<Sessions>> sessionsOf(Users users) override {
        Sessions all;
        if (users->empty()) co_return all;
        std::vector<RedisCommand> commands;
        for (std::size_t begin = 0; begin < users->size(); begin += kUsersAtOnce) {
            commands.push_back(readOf(*users, begin, std::min(users->size(), begin + kUsersAtOnce)));
        }
        auto answer = co_await link_.ask(std::move(commands));
        if (!answer) co_return answer.error();
        std::size_t next = 0;
        for (const auto& reply : answer->replies) {
            for (const auto& sessions : reply.items) {
                if (next < users->size()) appendSessions((*users)[next++], sessions, all);
            }
        }
        co_return all;
    }

    Task<Result<Sessions>> sessionsOf(UserId user) override {
        auto users = std::make_shared<const std::vector<UserId>>(1, std::move(user));
        return sessionsOf(std::move(users));
    }

    Task<Result<Announcement>> announce(Instance instance, GatewayId gateway) override {
        RedisCommand command{
            "EVALSHA",   scripts_.announce.hash, "0",          config_.prefix, millisecondsOf(config_.leaseTime),
            instance.id, toJson(instance),       gateway.value};
        std::vector<RedisCommand> commands;
        commands.push_back(std::move(command));
        auto answer = co_await link_.ask(std::move(commands));
        if (!answer) co_return answer.error();
        const auto& items = answer->replies.front().items;
        if (items.size() != 3) co_return Error{Errc::internal, "Redis answered an announcement with nonsense"};
        noteGateways(items[1]);
        const bool isSameServer = noteConnection(instance.id, answer->connection);
        const bool isKept = items[0].number == 1 && isSameServer;
        const Timestamp now{static_cast<std::uint64_t>(items[2].number)};
        co_return Announcement{isKept ? Lease::kept : Lease::fresh, now};
    }

    Task<Result<>> withdraw(std::string instance, GatewayId gateway) override {
        RedisCommand command{"EVALSHA", scripts_.withdraw.hash, "0", config_.prefix, instance, gateway.value};
        auto reply = co_await one(std::move(command));
        if (!reply) co_return reply.error();
        co_return Result<>{};
    }

    Task<Result<std::vector<Instance>>> instances() override {
        RedisCommand command{"EVALSHA", scripts_.instances.hash, "0", config_.prefix};
        auto reply = co_await one(std::move(command));
        if (!reply) co_return reply.error();
        std::vector<Instance> all;
        for (const auto& item : reply->items) {
            // One that a later version wrote in a form of its own is passed over.
            if (auto instance = instanceOfJson(item.text)) all.push_back(std::move(*instance));
        }
        co_return all;
    }

    std::vector<GatewayId> gateways() const override {
        const std::lock_guard lock(mutex_);
        return gateways_;
    }

    std::unique_ptr<PresenceWatch> watch(std::vector<UserId> users, Loop& loop, PresenceHandler handler) override {
        auto watcher = std::make_shared<Watcher>(std::move(users), loop, std::move(handler));
        boost::asio::post(loop_, [this, watcher] { watcher_.add(watcher); });
        return makeWatch(std::move(watcher), [this](const WatcherPtr& ended) {
            boost::asio::post(loop_, [this, ended] { watcher_.remove(ended); });
        });
    }

private:
    static RedisServer withScripts(RedisServer server) {
        const auto& all = redisScripts();
        for (const auto* script : {&all.put, &all.remove, &all.read, &all.announce, &all.withdraw, &all.instances}) {
            server.scripts.push_back(script->text);
        }
        return server;
    }

    static std::string millisecondsOf(std::chrono::milliseconds time) { return std::to_string(time.count()); }
    static std::uint64_t numberOf(DeviceNumber device) { return static_cast<std::uint64_t>(device); }
    static std::uint64_t numberOf(const std::string& text) { return baithak::numberOf(text); }

    std::string keyOf(const UserId& user) const { return config_.prefix + "sessions:" + user.value; }

    std::string openingsKeyOf(const UserId& user) const { return config_.prefix + "openings:" + user.value; }

    RedisCommand readOf(const std::vector<UserId>& users, std::size_t begin, std::size_t end) const {
        RedisCommand command{"EVALSHA", scripts_.read.hash, std::to_string(end - begin)};
        for (auto i = begin; i < end; ++i) command.push_back(keyOf(users[i]));
        command.push_back(config_.prefix);
        command.push_back(millisecondsOf(config_.sessionTime));
        return command;
    }

    Task<Result<RedisReply>> one(RedisCommand command) {
        std::vector<RedisCommand> commands;
        commands.push_back(std::move(command));
        auto answer = co_await link_.ask(std::move(commands));
        if (!answer) co_return answer.error();
        co_return std::move(answer->replies.front());
    }

    void noteGateways(const RedisReply& ids) {
        std::vector<GatewayId> all;
        for (const auto& id : ids.items) all.emplace_back(id.text);
        const std::lock_guard lock(mutex_);
        gateways_ = std::move(all);
    }

    // A server that was lost and found may be another, or have forgotten the last it was told.
    bool noteConnection(const std::string& instance, std::uint64_t connection) {
        const std::lock_guard lock(mutex_);
        const auto [last, isFirst] = announcedOver_.emplace(instance, connection);
        return isFirst || std::exchange(last->second, connection) == connection;
    }

    const RedisPresenceConfig config_;
    const RedisScripts& scripts_ = redisScripts();
    Loop loop_{1};
    Gate gate_;
    RedisLink link_;
    RedisWatcher watcher_;
    mutable std::mutex mutex_;
    std::vector<GatewayId> gateways_;
    std::map<std::string, std::uint64_t> announcedOver_;  // by instance, the connection
    boost::asio::executor_work_guard<LoopExecutor> keepRunning_;
    std::thread thread_;
};

Result<RedisServer> serverOf(const RedisPresenceConfig& config) {
    RedisServer server;
    auto url = parseRedisUrl(config.url);
    if (!url) return Error{url.error().code, "redis-url: " + url.error().text};
    server.url = std::move(*url);
    server.master = config.master;
    for (const auto& text : config.sentinels) {
        auto sentinel = parseRedisAddress(text, kSentinelPort);
        if (!sentinel) return Error{Errc::malformed, "redis-sentinels: '" + text + "': " + sentinel.error().text};
        server.sentinels.push_back(std::move(*sentinel));
    }
    if (!server.url.isSecure && !(config.ca + config.certificate + config.key).empty())
        return Error{Errc::malformed, "redis-ca, redis-cert and redis-key are for TLS: redis-url must be rediss://…"};
    if (!server.url.isSecure) return server;
    auto tls = makeRedisTls({config.ca, config.certificate, config.key});
    if (!tls) return Error{tls.error().code, "presence redis: " + tls.error().text};
    server.tls = std::move(*tls);
    return server;
}

}  // namespace

Result<std::unique_ptr<Presence>> makeRedisPresence(RedisPresenceConfig config, Log& log, Metrics& metrics) {
    auto server = serverOf(config);
    if (!server) return server.error();
    return std::unique_ptr<Presence>(std::make_unique<RedisPresence>(std::move(config), *server, log, metrics));
}

}  // namespace baithak
