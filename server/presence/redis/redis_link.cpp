// SPDX-License-Identifier: MIT
#include "server/presence/redis/redis_link.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

namespace baithak {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kMostRequests = 20'000;

// Answers of a server that is not the one to speak to, or not any more: a replica, one that has lost its scripts.
bool isOfWrongServer(const RedisReply& reply) {
    const auto says = [&](std::string_view word) { return reply.text.find(word) != reply.text.npos; };
    return reply.isError() && (says("READONLY") || says("NOSCRIPT") || says("MASTERDOWN") || says("LOADING"));
}

}  // namespace

// Shared by the awaiting task and the link. The link fills it and posts to the awaiting loop, which reads it.
struct RedisLink::Request {
    std::string bytes;
    std::size_t expected = 0;
    SteadyClock::time_point deadline;
    Answer answer;
    std::optional<Error> failure;
    boost::asio::executor_work_guard<LoopExecutor> awaiting;
    LoopTimer done;  // this and isDone belong to the awaiting loop
    bool isDone = false;

    Request(const LoopExecutor& executor, SteadyClock::time_point until)
        : deadline(until), awaiting(executor), done(executor, LoopTimer::time_point::max()) {}
};

RedisLink::RedisLink(Gate& gate, RedisServer server, std::chrono::milliseconds callTime, Log& log, Metrics& metrics)
    : gate_(gate),
      dialer_(gate.loop(), std::move(server), 2 * callTime),
      callTime_(callTime),
      log_(log),
      isConnected_(metrics.gauge("baithak_presence_redis_connected", "1 while Redis answers")),
      failed_(metrics.counter("baithak_presence_redis_failed_total", "Calls to Redis that failed")),
      deadline_(gate.loop()) {}

void RedisLink::start() { gate_.spawn("redis.link", run()); }

void RedisLink::stop() {
    isStopped_ = true;
    deadline_.cancel();
    dialer_.cancel();
    if (connection_) connection_->close();
    const Error why{Errc::unavailable, "the server is about to stop"};
    failAll(waiting_, why);
    failAll(sent_, why);
}

Task<Result<RedisLink::Answer>> RedisLink::ask(std::vector<RedisCommand> commands) {
    const auto executor = co_await boost::asio::this_coro::executor;
    auto request = std::make_shared<Request>(executor, SteadyClock::now() + callTime_);
    request->expected = commands.size();
    for (const auto& command : commands) request->bytes += encodeCommand(command);
    boost::asio::post(gate_.loop(), [this, request] { take(request); });
    while (!request->isDone) co_await request->done.async_wait(asTuple);
    if (request->failure) co_return std::move(*request->failure);
    co_return std::move(request->answer);
}

void RedisLink::take(const RequestPtr& request) {
    const Error stopped{Errc::unavailable, "the server is about to stop"};
    const Error full{Errc::unavailable, "too many calls wait for Redis"};
    if (isStopped_) return finish(request, stopped);
    if (waiting_.size() + sent_.size() >= kMostRequests) return finish(request, full);
    if (!connection_ && away_) return finish(request, away_);
    if (connection_) {
        connection_->send(std::move(request->bytes));
        sent_.push_back(request);
    } else {
        waiting_.push_back(request);
    }
    armDeadline();
}

Task<> RedisLink::run() {
    while (!isStopped_) {
        auto dialed = co_await dialer_.dial();
        if (!dialed) {
            noteAway(dialed.error());
            failAll(waiting_, *away_);
            co_await dialer_.rest();
            continue;
        }
        if (isStopped_) break;
        connection_ = std::move(*dialed);
        co_await receive();
    }
}

Task<> RedisLink::receive() {
    ++connections_;
    if (std::exchange(away_, std::nullopt)) log_.info("presence.redis_back");
    isConnected_.set(1);
    for (const auto& request : std::exchange(waiting_, {})) take(request);
    for (;;) {
        auto reply = co_await connection_->read();
        if (!reply) {
            failAll(sent_, reply.error());
            break;
        }
        const bool isUseless = isOfWrongServer(*reply);
        const Error why{Errc::unavailable, "Redis refused: " + reply->text};
        onReply(std::move(*reply));
        if (!isUseless) continue;
        noteAway(why);
        connection_->close();
        failAll(sent_, why);
        break;
    }
    isConnected_.set(0);
    connection_.reset();
}

void RedisLink::onReply(RedisReply reply) {
    if (sent_.empty()) return;  // given up
    const auto request = sent_.front();
    auto& replies = request->answer.replies;
    if (reply.isError() && !request->failure)
        request->failure = Error{Errc::unavailable, "Redis refused: " + reply.text};
    replies.push_back(std::move(reply));
    if (replies.size() < request->expected) return;
    sent_.pop_front();
    request->answer.connection = connections_;
    finish(request, std::move(request->failure));
}

void RedisLink::armDeadline() {
    if (isArmed_ || (sent_.empty() && waiting_.empty())) return;
    isArmed_ = true;
    deadline_.expires_at((sent_.empty() ? waiting_ : sent_).front()->deadline);
    deadline_.async_wait([this](const boost::system::error_code& error) {
        isArmed_ = false;
        if (!error) onDeadline();
    });
}

void RedisLink::onDeadline() {
    const auto now = SteadyClock::now();
    const auto isOverdue = [&](const std::deque<RequestPtr>& requests) {
        return !requests.empty() && requests.front()->deadline <= now;
    };
    const Error late{Errc::unavailable, "Redis does not answer in time"};
    // One that is silent is as good as gone, and its later answers would be taken for others'.
    if (isOverdue(sent_)) {
        noteAway(late);
        connection_->close();
        failAll(sent_, late);
    }
    if (isOverdue(waiting_)) failAll(waiting_, late);
    armDeadline();
}

void RedisLink::noteAway(const Error& why) {
    if (!away_ && !isStopped_) log_.warn("presence.redis_away", {{"reason", why.text}});
    away_ = Error{Errc::unavailable, "Redis is away: " + why.text};
}

void RedisLink::failAll(std::deque<RequestPtr>& requests, const Error& why) {
    for (const auto& request : std::exchange(requests, {})) finish(request, why);
}

void RedisLink::finish(const RequestPtr& request, std::optional<Error> failure) {
    if (failure) failed_.add();
    request->failure = std::move(failure);
    auto awaiting = std::move(request->awaiting);
    boost::asio::post(awaiting.get_executor(), [request, awaiting = std::move(awaiting)] {
        request->isDone = true;
        request->done.cancel();
    });
}

}  // namespace baithak
