// SPDX-License-Identifier: MIT
#include "server/roles/gateway/gateway_role.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <map>

#include "server/roles/gateway/connection_table.h"
#include "server/roles/gateway/post_messages.h"

namespace baithak {
namespace {

using namespace std::chrono_literals;

constexpr auto kConfirmInterval = 50ms;  // cursors that move within it are handed on together
constexpr auto kTickInterval = 1s;
constexpr std::uint16_t kCloseServiceRestart = 1012;
constexpr std::string_view kGoodbye = "the server is about to stop; connect again";

GatewayCounters makeCounters(Metrics& metrics) {
    return {
        metrics.gauge("baithak_gateway_connections", "Clients connected now"),
        metrics.counter("baithak_gateway_frames_in_total", "Frames received from clients"),
        metrics.counter("baithak_gateway_frames_out_total", "Frames queued for clients"),
        metrics.counter("baithak_gateway_messages_accepted_total", "Messages accepted, acknowledged after the commit"),
        metrics.counter("baithak_gateway_messages_refused_total", "Frames and messages refused with an error"),
        metrics.counter("baithak_gateway_messages_repeated_total", "Messages that were in the log already")};
}

class Gateway final : public GatewayRole {
public:
    Gateway(GatewayPorts ports, GatewayLimits limits)
        : ports_(std::move(ports)),
          context_{GatewayId("gw-" + UlidGenerator(ports_.random).next(ports_.clock.now())),
                   ports_.loop,
                   ports_.bus,
                   ports_.clock,
                   ports_.log,
                   UlidGenerator(ports_.random),
                   PresenceClock(),
                   limits,
                   makeCounters(ports_.metrics),
                   [this](ClientConnection& connection) { onOpened(connection); },
                   [this](ClientConnection& connection) { onClosed(connection); },
                   [this](ClientConnection& connection) { requestFlush(connection); },
                   [this](ClientConnection& connection) { requestConfirm(connection); }},
          replies_(ports_.loop, ports_.clock),
          posts_(context_, replies_, ports_.authenticator),
          confirmTimer_(ports_.clock.timer(ports_.loop)),
          tickTimer_(ports_.clock.timer(ports_.loop)),
          drainTimer_(ports_.clock.timer(ports_.loop)),
          drainWoken_(ports_.loop, LoopTimer::time_point::max()) {}

    std::string_view name() const noexcept override { return "gateway"; }
    const GatewayId& id() const noexcept override { return context_.id; }
    std::size_t connections() const noexcept override { return table_.size(); }
    void renewSessions() override;
    void noteTime(Timestamp told, PresenceClock::Moment askedAt) override {
        context_.presenceClock.note(told, askedAt, ports_.clock.steadyNow());
    }

    Result<> start() override {
        auto subscribed = ports_.bus.subscribe(topics::deliver(context_.id), "gateway", ports_.loop,
                                               [this](const EventPtr& event, const Fence&) { onEvent(event); });
        if (!subscribed) return subscribed.error();
        subscription_ = std::move(*subscribed);
        ports_.routes.addWebSocket("/wss", [this](HttpRequestPtr request) { return upgrade(std::move(request)); });
        ports_.routes.add("POST", "/messages",
                          [this](HttpRequestPtr request) { return posts_.handle(std::move(request)); });
        return {};
    }

    Task<> drain(std::chrono::milliseconds atMost) override;

    Task<> stop() override {
        isStopping_ = true;
        confirmTimer_->stop();
        tickTimer_->stop();
        handConfirmationsOn();
        subscription_.reset();
        co_return;
    }

private:
    using ConnectionPtr = std::shared_ptr<ClientConnection>;

    Task<Result<std::shared_ptr<WebSocketListener>>> upgrade(HttpRequestPtr request) {
        auto device = co_await ports_.authenticator.authenticate(request);
        if (!device) co_return device.error();
        if (isDraining_) co_return Error{Errc::unavailable, std::string(kGoodbye)};
        ConnectionOptions options;
        options.wantsAcks = request->argument("ack") == "true";
        options.isStrict = request->argument("confirm") == "true";
        options.format = request->argument("format") == "binary" ? WireFormat::binary : WireFormat::text;
        // It counts from its onOpen: a handshake may fail yet.
        auto connection = std::make_shared<ClientConnection>(context_, std::move(*device), options);
        co_return std::static_pointer_cast<WebSocketListener>(connection);
    }

    void onOpened(ClientConnection& connection) {
        table_.add(connection.shared_from_this());
        // A device that comes back at once is not sent again what it has just confirmed.
        handConfirmationsOn();
        context_.counters.connections.set(static_cast<double>(table_.size()));
        startTicking();
        // Its handshake was under way when the draining began.
        if (isDraining_) connection.close(kCloseServiceRestart, kGoodbye);
    }

    void onClosed(ClientConnection& connection) {
        table_.remove(connection);
        context_.counters.connections.set(static_cast<double>(table_.size()));
        if (table_.size() == 0) drainWoken_.cancel();
    }

    void onEvent(const EventPtr& event) {
        std::visit([&](const auto& known) { on(known, event); }, *event);
    }

    void on(const MessageOutcomes& outcomes, const EventPtr& event) {
        if (auto* connection = table_.find(outcomes.connection))
            connection->onOutcomes(outcomes);
        else
            replies_.deliver(outcomes.connection, event);
    }
    void on(const LiveMessages& live, const EventPtr&) {
        FrameCache frames;
        for (const auto& user : *live.users) {
            for (auto* connection : table_.of(user)) connection->onLive(live, frames);
        }
    }
    void on(const EphemeralMessages& messages, const EventPtr&) {
        FrameCache frames;
        for (const auto& user : *messages.users) {
            for (auto* connection : table_.of(user)) connection->onEphemeral(messages, frames);
        }
    }
    void on(const FetchedRange& fetched, const EventPtr&) {
        if (auto* connection = table_.find(fetched.connection)) connection->onRange(fetched);
    }
    void on(const StreamHeads& heads, const EventPtr&) {
        if (auto* connection = table_.find(heads.connection)) connection->onHeads(heads);
    }
    void on(const MovedReceipts& moved, const EventPtr&) {
        for (const auto& user : *moved.users) {
            for (auto* connection : table_.of(user)) connection->onReceipts(moved);
        }
    }
    void on(const CloseConnection& close, const EventPtr&) {
        std::vector<ClientConnection*> meant;
        if (auto* connection = table_.find(close.connection)) meant.push_back(connection);
        if (close.connection.empty()) {
            std::copy_if(table_.of(close.user).begin(), table_.of(close.user).end(), std::back_inserter(meant),
                         [&](const auto* each) { return each->device() == close.device; });
        }
        for (auto* each : meant)
            each->close(close.code, close.code == 4409 ? "this key connected again" : "the access key has ended");
    }
    template <class Other>
    void on(const Other&, const EventPtr&) {}  // not said to gateways

    void requestFlush(ClientConnection& connection) {
        toFlush_.push_back(connection.shared_from_this());
        if (toFlush_.size() > 1) return;
        boost::asio::post(ports_.loop, [this] {
            for (const auto& waiting : std::exchange(toFlush_, {})) waiting->flush();
        });
    }

    void requestConfirm(ClientConnection& connection) {
        toConfirm_.push_back(connection.shared_from_this());
        if (toConfirm_.size() > 1 || isStopping_) return;
        confirmTimer_->start(kConfirmInterval, [this] { handConfirmationsOn(); });
    }

    void handConfirmationsOn() {
        std::vector<MarkUpdate> updates;
        for (const auto& connection : std::exchange(toConfirm_, {})) connection->takeMarks(updates);
        // Together as far as they go the same way: to who also welcomes that user's connections, and must know of them.
        std::map<std::uint32_t, Confirmations> byPartition;
        for (auto& update : updates) {
            byPartition[ports_.bus.partitionOf(update.user.value)].updates.push_back(std::move(update));
        }
        for (auto& [partition, confirmations] : byPartition) {
            const auto key = confirmations.updates.front().user;
            auto event = makeEvent(std::move(confirmations));
            // Lost ones cost repeats, which clients drop by id.
            (void)ports_.bus.publish(topics::kClientAck, key.value, std::move(event));
        }
    }

    void startTicking() {
        if (isTicking_ || isStopping_) return;
        isTicking_ = true;
        tickTimer_->start(kTickInterval, [this] {
            isTicking_ = false;
            const auto now = ports_.clock.steadyNow();
            for (const auto& connection : table_.all()) connection->tick(now);
            if (table_.size() > 0) startTicking();
        });
    }

    GatewayPorts ports_;
    GatewayContext context_;
    ConnectionTable table_;
    ReplyBox replies_;
    PostMessages posts_;
    std::unique_ptr<Subscription> subscription_;
    std::vector<ConnectionPtr> toFlush_;
    std::vector<ConnectionPtr> toConfirm_;
    std::unique_ptr<Timer> confirmTimer_;
    std::unique_ptr<Timer> tickTimer_;
    std::unique_ptr<Timer> drainTimer_;
    LoopTimer drainWoken_;
    bool isTicking_ = false;
    bool isDraining_ = false;
    bool isStopping_ = false;
};

// Each as by its sweep, which comes early; paced, as each costs a look at the store.
void Gateway::renewSessions() {
    constexpr std::int64_t kPerSecond = 5000;
    const auto now = ports_.clock.steadyNow();
    std::int64_t before = 0;
    for (const auto& connection : table_.all()) connection->sweepBy(now + std::chrono::seconds(before++ / kPerSecond));
}

Task<> Gateway::drain(std::chrono::milliseconds atMost) {
    constexpr std::size_t kWave = 500;
    isDraining_ = true;
    const auto deadline = ports_.clock.steadyNow() + atMost;
    const auto sleep = [this](std::chrono::milliseconds time) {
        drainTimer_->start(time, [this] { drainWoken_.cancel(); });
        return drainWoken_.async_wait(asTuple);
    };
    // What clients have given us is decided first, so that they hear of it.
    const auto isUndecided = [this] {
        const auto all = table_.all();
        return std::any_of(all.begin(), all.end(), [](const auto& connection) { return connection->hasUndecided(); });
    };
    const auto decideUntil = std::min(deadline, ports_.clock.steadyNow() + 2s);
    while (isUndecided() && ports_.clock.steadyNow() < decideUntil) co_await sleep(10ms);
    auto waiting = table_.all();
    std::sort(waiting.begin(), waiting.end(),
              [](const auto& a, const auto& b) { return a->lastActive() > b->lastActive(); });
    for (std::size_t i = 0; i < waiting.size() && ports_.clock.steadyNow() < deadline; ++i) {
        waiting[i]->close(kCloseServiceRestart, kGoodbye);
        if (i % kWave == kWave - 1) co_await sleep(50ms);
    }
    waiting.clear();
    while (table_.size() > 0 && ports_.clock.steadyNow() < deadline) co_await sleep(20ms);
    handConfirmationsOn();
}

}  // namespace

std::unique_ptr<GatewayRole> makeGatewayRole(GatewayPorts ports, GatewayLimits limits) {
    return std::make_unique<Gateway>(std::move(ports), limits);
}

}  // namespace baithak
