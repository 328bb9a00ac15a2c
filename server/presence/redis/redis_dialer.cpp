// SPDX-License-Identifier: MIT
#include "server/presence/redis/redis_dialer.h"

#include <algorithm>

namespace baithak {
namespace {

using namespace std::chrono_literals;

constexpr auto kFirstPause = 20ms;
constexpr auto kLongestPause = 1000ms;
constexpr std::uint16_t kSentinelPort = 26379;

// Closes a connection whose time is over.
class Cutoff {
public:
    Cutoff(Loop& loop, const RedisConnectionPtr& connection, std::chrono::milliseconds time) : timer_(loop) {
        timer_.expires_after(time);
        timer_.async_wait([connection](const boost::system::error_code& error) {
            if (!error) connection->close();
        });
    }

private:
    LoopTimer timer_;
};

// One command and its reply; an error reply is an error.
Task<Result<RedisReply>> ask(RedisConnectionPtr connection, RedisCommand command) {
    connection->send(encodeCommand(command));
    auto reply = co_await connection->read();
    if (reply && reply->isError())
        co_return Error{Errc::unavailable, "Redis refused " + command[0] + ": " + reply->text};
    co_return reply;
}

RedisCommand signIn(const RedisUrl& url) {
    if (url.user.empty()) return {"AUTH", url.password};
    return {"AUTH", url.user, url.password};
}

bool isReplica(const Result<RedisReply>& role) {
    return role && !role->items.empty() && role->items.front().text == "slave";
}

}  // namespace

RedisDialer::RedisDialer(Loop& loop, RedisServer server, std::chrono::milliseconds patience)
    : loop_(loop), server_(std::move(server)), patience_(patience), restTimer_(loop) {}

Task<Result<RedisConnectionPtr>> RedisDialer::dial() {
    auto address = server_.url.address;
    if (!server_.sentinels.empty()) {
        auto master = co_await findMaster();
        if (!master) co_return master.error();
        address = std::move(*master);
    }
    auto connection = co_await connect(address);
    if (!connection) co_return connection.error();
    const Cutoff cutoff(loop_, *connection, patience_);
    auto greeted = co_await greet(*connection);
    if (!greeted) {
        (*connection)->close();
        co_return greeted.error();
    }
    pause_ = 0ms;
    co_return connection;
}

Task<> RedisDialer::rest() {
    pause_ = std::clamp<std::chrono::milliseconds>(pause_ * 2, kFirstPause, kLongestPause);
    if (isCancelled_) co_return;
    restTimer_.expires_after(pause_);
    co_await restTimer_.async_wait(asTuple);
}

void RedisDialer::cancel() {
    isCancelled_ = true;
    restTimer_.cancel();
    if (current_) current_->close();
}

Task<Result<RedisConnectionPtr>> RedisDialer::connect(RedisAddress address) {
    if (isCancelled_) co_return Error{Errc::unavailable, "the server is about to stop"};
    auto connection = makeRedisConnection(loop_, server_.tls);
    current_ = connection;
    const Cutoff cutoff(loop_, connection, patience_);
    auto opened = co_await connection->open(std::move(address));
    if (!opened) co_return opened.error();
    co_return connection;
}

Task<Result<RedisAddress>> RedisDialer::findMaster() {
    const auto count = server_.sentinels.size();
    Error last;
    for (std::size_t i = 0; i < count; ++i) {
        auto sentinel = server_.sentinels[nextSentinel_ % count];
        auto master = co_await askSentinel(sentinel);
        if (master) co_return master;
        last = master.error();
        last.text = "Sentinel " + sentinel.text() + ": " + last.text;
        ++nextSentinel_;
    }
    co_return last;
}

Task<Result<RedisAddress>> RedisDialer::askSentinel(RedisAddress sentinel) {
    auto connection = co_await connect(std::move(sentinel));
    if (!connection) co_return connection.error();
    const Cutoff cutoff(loop_, *connection, patience_);
    if (!server_.url.password.empty()) {
        // One without passwords refuses it, and answers all the same.
        auto command = signIn(server_.url);
        (void)co_await ask(*connection, std::move(command));
    }
    RedisCommand question{"SENTINEL", "get-master-addr-by-name", server_.master};
    auto reply = co_await ask(*connection, std::move(question));
    (*connection)->close();
    if (!reply) co_return reply.error();
    if (reply->items.size() != 2) co_return Error{Errc::unavailable, "it knows no master called " + server_.master};
    const auto& port = reply->items[1].text;
    const auto host = reply->items[0].text;
    co_return parseRedisAddress((host.find(':') == host.npos ? host : "[" + host + "]") + ":" + port, kSentinelPort);
}

Task<Result<>> RedisDialer::greet(RedisConnectionPtr connection) {
    std::vector<RedisCommand> commands;
    if (!server_.url.password.empty()) commands.push_back(signIn(server_.url));
    if (server_.url.database != 0) commands.push_back({"SELECT", std::to_string(server_.url.database)});
    commands.push_back({"PING"});  // refused while it still loads
    for (const auto& script : server_.scripts) commands.push_back({"SCRIPT", "LOAD", script});
    for (auto& command : commands) {
        auto reply = co_await ask(connection, std::move(command));
        if (!reply) co_return reply.error();
    }
    if (server_.sentinels.empty()) co_return Result<>{};
    // A Sentinel may be behind the times. Who may not ask for the role is believed.
    RedisCommand question{"ROLE"};
    auto role = co_await ask(connection, std::move(question));
    if (isReplica(role)) co_return Error{Errc::unavailable, "what the Sentinels call the master is a replica"};
    co_return Result<>{};
}

}  // namespace baithak
