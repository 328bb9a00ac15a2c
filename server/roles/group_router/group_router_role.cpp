// SPDX-License-Identifier: MIT
#include "server/roles/group_router/group_router_role.h"

#include "server/bus/topics.h"

namespace baithak {
namespace {

class GroupRouter final : public Role {
public:
    GroupRouter(Loop& loop, Bus& bus, GroupStore& groups, Log& log)
        : loop_(loop), bus_(bus), groups_(groups), gate_(loop, log) {}

    std::string_view name() const noexcept override { return "group_router"; }

    Result<> start() override {
        auto subscribed = bus_.subscribe(
            topics::kNewGroupMessage, "group_router", loop_,
            [this](const EventPtr& event, const Fence&) { gate_.spawn("group_router.route", route(event)); });
        if (!subscribed) return subscribed.error();
        subscription_ = std::move(*subscribed);
        return {};
    }

    Task<> stop() override {
        subscription_.reset();
        co_await gate_.close();
    }

private:
    Task<> route(EventPtr event) {
        const auto* batch = std::get_if<NewMessages>(event.get());
        if (!batch) co_return;
        GroupId id(subjectOf(batch->conversation.value));
        auto group = co_await groups_.group(std::move(id));
        // One that is not there goes on too: the refusal is made where the log is.
        SendMessages sending{{event, batch}, nullptr, 0};
        if (group) {
            sending.ring = (*group)->names;
            sending.membersVersion = (*group)->version;
        }
        auto next = makeEvent(std::move(sending));
        (void)bus_.publish(topics::kSendMessage, batch->conversation.value, std::move(next));
    }

    Loop& loop_;
    Bus& bus_;
    GroupStore& groups_;
    Gate gate_;
    std::unique_ptr<Subscription> subscription_;
};

}  // namespace

std::unique_ptr<Role> makeGroupRouterRole(Loop& loop, Bus& bus, GroupStore& groups, Log& log) {
    return std::make_unique<GroupRouter>(loop, bus, groups, log);
}

}  // namespace baithak
