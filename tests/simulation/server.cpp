// SPDX-License-Identifier: MIT
#include "tests/simulation/server.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "server/roles/delivery/delivery_role.h"
#include "server/roles/group/group_role.h"
#include "server/roles/group_router/group_router_role.h"
#include "server/roles/router/router_role.h"
#include "tests/simulation/wire.h"

namespace baithak::simulation {
namespace {

using namespace std::chrono_literals;

constexpr auto kAckTimeout = 5s;
constexpr auto kDrainWithin = 5s;
constexpr std::chrono::milliseconds kAnnounceAgain = 1s;

// Clocks that are kept together are never quite; some machines' are seconds off, and nobody has noticed.
std::chrono::milliseconds someClockError(Random& random) {
    constexpr std::uint64_t kKeptMs = 5;
    constexpr std::uint64_t kUnkeptMs = 10'000;
    const auto most = random.chance(0.3) ? kUnkeptMs : kKeptMs;
    return std::chrono::milliseconds(random.below(most + 1));
}

}  // namespace

std::string_view nameOf(Kind kind) noexcept {
    switch (kind) {
        case Kind::gateway:
            return "gateway";
        case Kind::router:
            return "router";
        case Kind::groupRouter:
            return "group_router";
        case Kind::delivery:
            return "delivery";
        case Kind::group:
            return "group";
    }
    return {};
}

Server::Server(Backbone& backbone, Kind kind, std::string name)
    : backbone_(backbone),
      kind_(kind),
      process_(std::make_shared<Process>(backbone.engine, std::move(name), someClockError(backbone.engine.random))),
      bus_(backbone.broker.portOf(*process_)),
      presence_(*process_, backbone.presence, backbone.presenceWeather),
      store_(*process_, backbone.disk, backbone.storeWeather, presence_),
      authenticator_(store_, process_->clock(), {}),
      calls_(process_->loop(), backbone.engine.log),
      role_(makeRole()),
      lease_(process_->clock().timer(process_->loop())) {}

Server::~Server() { kill(); }

std::unique_ptr<Role> Server::makeRole() {
    auto& loop = process_->loop();
    auto& log = backbone_.engine.log;
    auto& metrics = backbone_.engine.metrics;
    const auto& clock = process_->clock();
    auto random = seededRandom(backbone_.engine.random.next());
    switch (kind_) {
        case Kind::gateway: {
            GatewayLimits limits;
            limits.ackTimeout = kAckTimeout;
            auto gateway =
                makeGatewayRole({loop, *bus_, authenticator_, routes_, clock, log, metrics, std::move(random)}, limits);
            gateway_ = gateway.get();
            return gateway;
        }
        case Kind::router:
            return makeRouterRole(loop, *bus_);
        case Kind::groupRouter:
            return makeGroupRouterRole(loop, *bus_, store_, log);
        case Kind::delivery:
            return makeDeliveryRole(
                {loop, *bus_, store_, store_, store_, presence_, authenticator_, routes_, clock, log, metrics});
        case Kind::group:
            return makeGroupRole({loop, *bus_, store_, authenticator_, routes_, clock, std::move(random)}, kAckTimeout);
    }
    return nullptr;
}

void Server::start() {
    backbone_.engine.note(process_->name() + " starts");
    process_->turn([this] {
        (void)role_->start();
        if (gateway_ != nullptr) calls_.spawn("announce", announce());
    });
}

// As the host of a gateway does (server/host/announcer.h).
Task<> Server::announce() {
    Instance self;
    auto gateway = gateway_->id();
    const auto askedAt = process_->clock().steadyNow();
    auto announced = co_await presence_.announce(std::move(self), std::move(gateway));
    if (announced) gateway_->noteTime(announced->now, askedAt);
    if (announced && announced->lease == Lease::fresh) gateway_->renewSessions();
    const auto next = announced ? std::chrono::milliseconds(kLeaseRenewal) : kAnnounceAgain;
    lease_->start(next, [this] { calls_.spawn("announce", announce()); });
}

Task<> Server::endRole() {
    lease_->stop();
    co_await role_->stop();
    co_await calls_.close();
}

void Server::kill() {
    if (isGone()) return;
    for (const auto& weak : wires_) {
        if (const auto wire = weak.lock()) wire->serverIsGone();
    }
    process_->kill(endRole());
}

void Server::stop(Action ended) {
    backbone_.engine.note(process_->name() + " is asked to end");
    process_->turn([this, ended = std::move(ended)]() mutable {
        boost::asio::co_spawn(process_->loop(), drain(std::move(ended)), boost::asio::detached);
    });
}

Task<> Server::drain(Action ended) {
    if (gateway_ != nullptr) co_await gateway_->drain(kDrainWithin);
    co_await endRole();
    // Not from within its own turn.
    backbone_.engine.schedule.after(0us, std::move(ended));
}

void Server::serve(HttpRequest request, std::function<void(HttpResponse)> answered) {
    process_->turn([this, request = std::move(request), answered = std::move(answered)]() mutable {
        auto match = routes_.match(request.method, request.path);
        if (match.handler == nullptr || *match.handler == nullptr) return answered(errorResponse(404, "no such route"));
        request.parameters = std::move(match.parameters);
        auto shared = std::make_shared<const HttpRequest>(std::move(request));
        calls_.spawn("call", answer(std::move(shared), match.handler, std::move(answered)));
    });
}

Task<> Server::answer(HttpRequestPtr request, const HttpHandler* handler, std::function<void(HttpResponse)> answered) {
    auto response = co_await (*handler)(std::move(request));
    if (!isGone()) answered(std::move(response));
}

void Server::upgrade(HttpRequest request, Upgraded answered) {
    process_->turn([this, request = std::move(request), answered = std::move(answered)]() mutable {
        const auto match = routes_.match(request.method, request.path);
        if (match.upgrade == nullptr) return answered(Error{Errc::notFound, "no such route"});
        auto shared = std::make_shared<const HttpRequest>(std::move(request));
        calls_.spawn("upgrade", accept(std::move(shared), match.upgrade, std::move(answered)));
    });
}

Task<> Server::accept(HttpRequestPtr request, const UpgradeHandler* handler, Upgraded answered) {
    auto listener = co_await (*handler)(std::move(request));
    if (!isGone()) answered(std::move(listener));
}

}  // namespace baithak::simulation
