// SPDX-License-Identifier: MIT

#include "server/store/postgres/engine.h"

#include <algorithm>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "server/store/account_rules.h"

namespace baithak::postgres {

namespace {

constexpr std::chrono::seconds kWatchInterval{1};

constexpr Query kAsk{"watch.ask", "SELECT 1"};
// Changes nothing, but is written and committed.
constexpr Query kProbe{"watch.probe", "UPDATE state SET value = value WHERE name = 'home'"};

Task<Result<>> ask(Connection& connection) {
    connection.add(kAsk);
    co_await connection.run();
    co_return Result<>();
}

Task<Result<>> probe(Connection& connection) {
    connection.add(kProbe);
    co_return Result<>();
}

std::size_t placeOf(std::string_view name, std::size_t count) { return std::hash<std::string_view>{}(name) % count; }

}  // namespace

Engine::Engine(Address address, std::size_t connections, Log& log, Metrics& metrics)
    : address_(std::move(address)),
      health_(address_.shown(), log),
      work_(loop_.get_executor()),
      gate_(loop_, log),
      context_(loop_, address_, health_, metrics),
      watchTimer_(loop_) {
    const auto quarter = std::max<std::size_t>(connections / 4, 1);
    const auto forLogs = std::max<std::size_t>(connections - std::min(connections, 2 * quarter), 1);
    for (std::size_t i = 0; i < forLogs; ++i) logs_.push_back(std::make_unique<Lane>(context_, 1));
    for (std::size_t i = 0; i < quarter; ++i) people_.push_back(std::make_unique<Lane>(context_, 1));
    reads_ = std::make_unique<Lane>(context_, quarter);
    for (auto& lane : logs_) lane->start(gate_);
    for (auto& lane : people_) lane->start(gate_);
    reads_->start(gate_);
    gate_.spawn("store.watch", watch());
    thread_ = std::thread([this] { loop_.run(); });
}

Engine::~Engine() {
    boost::asio::post(loop_, [this] { boost::asio::co_spawn(loop_, close(), boost::asio::detached); });
    thread_.join();
}

Lane& Engine::forLog(std::string_view conversation) { return *logs_[placeOf(conversation, logs_.size())]; }

Lane& Engine::forPerson(std::string_view user) { return *people_[placeOf(foldCase(user), people_.size())]; }

Task<> Engine::watch() {
    while (!isClosing_) {
        watchTimer_.expires_after(kWatchInterval);
        co_await watchTimer_.async_wait(asTuple);
        if (isClosing_) co_return;
        const bool isFailing = health_.isFailing();
        auto answer = isFailing ? awaitJob<void>(*people_.front(), JobKind::write, probe)
                                : awaitJob<void>(*reads_, JobKind::read, ask);
        static_cast<void>(co_await std::move(answer));
    }
}

Task<> Engine::close() {
    isClosing_ = true;
    watchTimer_.cancel();
    for (auto& lane : logs_) lane->close();
    for (auto& lane : people_) lane->close();
    reads_->close();
    co_await gate_.close();
    work_.reset();
}

}  // namespace baithak::postgres
