// SPDX-License-Identifier: MIT
#include "server/roles/group/group_role.h"

#include "server/bus/reply_box.h"
#include "server/bus/topics.h"
#include "server/net/json_body.h"
#include "server/roles/group/group_rules.h"
#include "shared/base/ulid.h"
#include "shared/base/uuid.h"
#include "shared/protocol/limits.h"
#include "shared/protocol/validate.h"

namespace baithak {
namespace {

using nlohmann::json;

// Two who change one group at the same moment: the later one decides again on what the earlier has made of it.
constexpr int kTries = 8;

json groupJson(const GroupSnapshot& group) {
    json members = json::array();
    for (const auto& member : group.members) {
        members.push_back({{"username", member.user.value}, {"role", roleName(member.role)}});
    }
    return {{"groupId", group.id.value},
            {"name", group.name},
            {"members", std::move(members)},
            {"profilePic", group.profilePic ? json(*group.profilePic) : json()}};
}

std::vector<UserId> usersOf(const std::vector<std::string>& names, JsonBody& body) {
    std::vector<UserId> users;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (auto valid = validateUsername(names[i]); !valid) {
            body.note("\"members[" + std::to_string(i) + "]\": " + valid.error().text);
        }
        users.emplace_back(names[i]);
    }
    return users;
}

HttpResponse statusResponse(bool status) {
    return jsonResponse(200, status ? R"({"status":true})" : R"({"status":false})");
}
HttpResponse notFoundResponse() { return jsonResponse(404, R"({"status":false})"); }

class GroupRole final : public Role {
public:
    GroupRole(GroupPorts ports, std::chrono::milliseconds answerWithin)
        : ports_(std::move(ports)),
          answerWithin_(answerWithin),
          ids_(ports_.random),
          random_(ports_.random),
          address_("group-" + ids_.next(ports_.clock.now())),
          replies_(ports_.loop, ports_.clock) {}

    std::string_view name() const noexcept override { return "group"; }

    Result<> start() override {
        auto subscribed = ports_.bus.subscribe(topics::deliver(address_), "group", ports_.loop,
                                               [this](const EventPtr& event, const Fence&) {
                                                   if (const auto* outcome = std::get_if<ChangeOutcome>(event.get()))
                                                       replies_.deliver(outcome->connection, event);
                                               });
        if (!subscribed) return subscribed.error();
        subscription_ = std::move(*subscribed);
        hang("GET", "/groups", &GroupRole::list);
        hang("GET", "/groups/get", &GroupRole::list);
        hang("POST", "/groups", &GroupRole::create);
        hang("POST", "/groups/create", &GroupRole::create);
        hang("GET", "/groups/{id}", &GroupRole::show);
        hang("POST", "/groups/{id}/members", &GroupRole::add);
        hang("POST", "/groups/{id}/add", &GroupRole::add);
        hang("DELETE", "/groups/{id}/members", &GroupRole::remove);
        hang("POST", "/groups/{id}/remove", &GroupRole::remove);
        return {};
    }

    Task<> stop() override {
        subscription_.reset();
        co_return;
    }

private:
    using Handler = Task<HttpResponse> (GroupRole::*)(HttpRequestPtr request, UserId caller);

    void hang(std::string_view method, std::string_view pattern, Handler handler) {
        ports_.routes.add(method, pattern,
                          [this, handler](HttpRequestPtr request) { return call(std::move(request), handler); });
    }

    Task<HttpResponse> call(HttpRequestPtr request, Handler handler) {
        auto device = co_await ports_.authenticator.authenticate(request);
        if (!device) co_return errorResponse(device.error());
        co_return co_await (this->*handler)(request, device->user);
    }

    Task<HttpResponse> list(HttpRequestPtr, UserId caller) {
        auto groups = co_await ports_.groups.groupsOf(std::move(caller));
        if (!groups) co_return errorResponse(groups.error());
        json body = json::array();
        for (const auto& group : *groups) body.push_back(groupJson(*group));
        co_return jsonResponse(200, body.dump());
    }

    Task<HttpResponse> show(HttpRequestPtr request, UserId caller) {
        auto group = co_await ports_.groups.group(GroupId(request->parameters.at("id")));
        if (!group && group.error().code != Errc::notFound) co_return errorResponse(group.error());
        if (!group || !(*group)->find(caller)) co_return notFoundResponse();
        co_return jsonResponse(200, groupJson(**group).dump());
    }

    Task<HttpResponse> create(HttpRequestPtr request, UserId caller) {
        JsonBody body(request->body);
        MembershipChange change;
        change.create.emplace();
        change.create->name = body.requiredString("name");
        const auto named = usersOf(body.requiredStrings("members", limits::kGroupCreateMembers), body);
        change.create->profilePic = body.nullableString("profilePic");
        if (auto valid = body.check(); !valid) co_return errorResponse(valid.error());
        if (auto valid = validateGroupName(change.create->name); !valid)
            co_return errorResponse(400, valid.error().text);
        change.group = GroupId(makeUuid(random_));
        change.added = foundingMembers(caller, named);
        auto outcome = co_await commit(std::move(change), caller);
        if (!outcome) co_return errorResponse(outcome.error());
        json answer = {{"groupId", outcome->after->id.value}};
        nameUnknown(*outcome, answer);
        co_return jsonResponse(200, answer.dump());
    }

    Task<HttpResponse> add(HttpRequestPtr request, UserId caller) {
        JsonBody body(request->body);
        const auto named = usersOf(body.requiredStrings("members", limits::kGroupAddMembers), body);
        if (auto valid = body.check(); !valid) co_return errorResponse(valid.error());
        const auto decide = [&](const GroupSnapshot& group) { return decideAdd(group, caller, named); };
        co_return co_await changeGroup(GroupId(request->parameters.at("id")), caller, decide, true);
    }

    Task<HttpResponse> remove(HttpRequestPtr request, UserId caller) {
        JsonBody body(request->body);
        const UserId member(body.requiredString("member"));
        if (auto valid = body.check(); !valid) co_return errorResponse(valid.error());
        const auto decide = [&](const GroupSnapshot& group) { return decideRemove(group, caller, member); };
        co_return co_await changeGroup(GroupId(request->parameters.at("id")), caller, decide, false);
    }

    using Decide = std::function<Result<std::optional<MembershipChange>>(const GroupSnapshot&)>;

    // `statusOfNothing`: what the answer says when there is nothing to change.
    Task<HttpResponse> changeGroup(GroupId id, UserId caller, Decide decide, bool statusOfNothing) {
        for (int attempt = 0; attempt < kTries; ++attempt) {
            auto group = co_await ports_.groups.group(id);
            if (!group && group.error().code == Errc::notFound) co_return notFoundResponse();
            if (!group) co_return errorResponse(group.error());
            auto change = decide(**group);
            if (!change) co_return notFoundResponse();
            if (!*change) co_return statusResponse(statusOfNothing);
            auto outcome = co_await commit(std::move(**change), caller);
            if (!outcome && outcome.error().code == Errc::conflict) continue;
            if (!outcome) co_return errorResponse(outcome.error());
            json answer = {{"status", true}};
            nameUnknown(*outcome, answer);
            co_return jsonResponse(200, answer.dump());
        }
        co_return errorResponse(Error{Errc::unavailable, "the group changes too fast; try again"});
    }

    static void nameUnknown(const MembershipOutcome& outcome, json& answer) {
        for (const auto& user : outcome.unknown) answer["unknown"].push_back(user.value);
    }

    MessagePtr noticeOf(const MembershipChange& change, const UserId& by) {
        const auto now = ports_.clock.now();
        auto notice = std::make_shared<Message>();
        notice->type = MessageType::notification;
        notice->channel = ChannelKind::individual;
        notice->source = by;
        notice->destination = change.group.value;
        notice->sentAt = notice->serverTimestamp = now;
        notice->serverId = ids_.next(now);
        notice->id = MessageId(notice->serverId);
        notice->content = noticeContent(change);
        notice->meta.set("chatId", change.group.value);
        notice->meta.set("chatid", change.group.value);
        notice->meta.set(meta_key::kContentType, "notification");
        notice->meta.set(meta_key::kAction, change.added.empty() ? "remove" : "add");
        return notice;
    }

    Task<Result<MembershipOutcome>> commit(MembershipChange change, UserId by) {
        const ConnectionId requestId(ids_.next(ports_.clock.now()));
        change.notice = noticeOf(change, by);
        const auto key = groupConversation(change.group);
        ReplyBox::Expected expected(replies_, requestId);
        SystemChange wish{{address_, requestId, 0}, std::move(change)};
        auto said = ports_.bus.publish(topics::kSystemMessage, key.value, makeEvent(std::move(wish)));
        if (!said) co_return said.error();
        EventPtr answered;
        const auto take = [&](const EventPtr& event) {
            answered = event;
            return true;
        };
        const bool isAnswered = co_await expected.wait(answerWithin_, take);
        if (!isAnswered)
            co_return Error{Errc::unavailable, "the change was not confirmed in time; look before trying again"};
        const auto& outcome = std::get<ChangeOutcome>(*answered);
        if (outcome.refusal) co_return *outcome.refusal;
        co_return outcome.outcome;
    }

    GroupPorts ports_;
    std::chrono::milliseconds answerWithin_;
    UlidGenerator ids_;
    RandomSource random_;
    GatewayId address_;
    ReplyBox replies_;
    std::unique_ptr<Subscription> subscription_;
};

}  // namespace

std::unique_ptr<Role> makeGroupRole(GroupPorts ports, std::chrono::milliseconds answerWithin) {
    return std::make_unique<GroupRole>(std::move(ports), answerWithin);
}

}  // namespace baithak
