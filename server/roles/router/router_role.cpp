// SPDX-License-Identifier: MIT
#include "server/roles/router/router_role.h"

#include "server/bus/topics.h"
#include "server/roles/router/routing.h"

namespace baithak {
namespace {

class Router final : public Role {
public:
    Router(Loop& loop, Bus& bus) : loop_(loop), bus_(bus) {}

    std::string_view name() const noexcept override { return "router"; }

    Result<> start() override {
        auto subscribed = bus_.subscribe(topics::kNewMessage, "router", loop_,
                                         [this](const EventPtr& event, const Fence&) { route(event); });
        if (!subscribed) return subscribed.error();
        subscription_ = std::move(*subscribed);
        return {};
    }

    Task<> stop() override {
        subscription_.reset();
        co_return;
    }

private:
    void route(const EventPtr& event) {
        const auto* batch = std::get_if<NewMessages>(event.get());
        if (!batch) return;
        auto route = routeOf(batch->conversation);
        if (!route.ring) {
            (void)bus_.publish(route.topic, batch->conversation.value, event);
            return;
        }
        // The batch stays where it is: the new event points into the old one.
        SendMessages sending{{event, batch}, std::move(route.ring), 0};
        auto next = makeEvent(std::move(sending));
        // What the bus can't take now, the gateway sends again.
        (void)bus_.publish(route.topic, batch->conversation.value, std::move(next));
    }

    Loop& loop_;
    Bus& bus_;
    std::unique_ptr<Subscription> subscription_;
};

}  // namespace

std::unique_ptr<Role> makeRouterRole(Loop& loop, Bus& bus) { return std::make_unique<Router>(loop, bus); }

}  // namespace baithak
