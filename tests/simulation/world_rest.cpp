// SPDX-License-Identifier: MIT

// What the people of a simulated run do over HTTP: changes of membership, and messages without a socket.

#include <nlohmann/json.hpp>

#include "shared/model/conversation.h"
#include "shared/protocol/codec.h"
#include "shared/protocol/frames.h"
#include "tests/simulation/world.h"

namespace baithak::simulation {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
namespace event = test::event;

constexpr auto kOwner = "ann";
constexpr auto kPoster = "pat";
constexpr int kOk = 200;
constexpr int kCreated = 201;

}  // namespace

void World::call(const std::string& user, Kind kind, const std::string& method, const std::string& path,
                 const std::string& body, Answered answered) {
    ++callsUnderWay_;
    engine_.note(user + " asks " + method + " " + path + " " + body.substr(0, 60));
    // Once: with the answer, or without one when it does not come.
    const auto once = std::make_shared<Answered>(std::move(answered));
    const auto end = [this, once, user](int status, const std::string& text) {
        const auto call = std::exchange(*once, nullptr);
        if (!call) return;
        --callsUnderWay_;
        engine_.note(user + " is answered " + std::to_string(status) + " " + text.substr(0, 60));
        call(status, text);
    };
    engine_.schedule.after(15s, [end] { end(0, {}); });
    const auto server = cluster_.any(kind);
    if (!server) return engine_.schedule.after(1ms, [end] { end(0, {}); });
    HttpRequest request;
    request.method = method;
    request.path = path;
    request.body = body;
    request.headers = {{"user", user}, {"accesskey", "key of " + user + "/1"}};
    if (kind == Kind::gateway) request.query = {{"format", "text"}, {"ack", "true"}};
    engine_.schedule.after(engine_.random.between(100us, net_.slowest), [this, server, request, end] {
        server->serve(request, [this, end](HttpResponse response) {
            engine_.schedule.after(engine_.random.between(100us, net_.slowest),
                                   [end, response] { end(response.status, response.body); });
        });
    });
}

void World::readMembers(Group& group) {
    call(kOwner, Kind::group, "GET", "/groups/" + group.id.value, {}, [&group](int status, const std::string& body) {
        group.isBusy = false;
        if (status != kOk) return;
        group.members.clear();
        const auto answer = json::parse(body);
        for (const auto& member : answer.at("members")) group.members.insert(member.at("username"));
        group.members.erase(kOwner);
        group.isCertain = true;
    });
}

void World::changeMembership() {
    auto& group = engine_.random.anyOf(groups_);
    if (group.isBusy) return;
    group.isBusy = true;
    if (!group.isCertain) return readMembers(group);
    const auto user = users_[1 + engine_.random.below(users_.size() - 1)];
    const auto conversation = groupConversation(group.id).value;
    const bool isIn = group.members.contains(user);
    const auto path = "/groups/" + group.id.value + "/members";
    const auto body = isIn ? json{{"member", user}} : json{{"members", {user}}};
    const auto by = isIn && engine_.random.chance(0.3) ? user : kOwner;
    if (isIn) removeWhileTheyWrite(group, user);
    call(by, Kind::group, isIn ? "DELETE" : "POST", path, body.dump(),
         [this, &group, user, conversation, isIn](int status, const std::string& answer) {
             group.isBusy = false;
             group.isCertain = status == kOk && json::parse(answer).value("status", false);
             if (!group.isCertain) return;
             if (isIn) {
                 group.members.erase(user);
                 engine_.history.add(event::Left{conversation, user});
             } else {
                 group.members.insert(user);
                 engine_.history.add(event::Joined{conversation, user});
             }
         });
}

// The moment at which it is hard to say who was a member.
void World::removeWhileTheyWrite(Group& group, const std::string& user) {
    for (auto& device : devices_) {
        if (device->user().value != user) continue;
        for (auto left = engine_.random.below(6); left > 0; --left) {
            engine_.schedule.after(engine_.random.between(0us, 100ms), [this, &group, device = device.get()] {
                device->send(groupMessage(*device, group));
            });
        }
    }
}

void World::sendByPost() {
    if (std::exchange(isPosting_, true)) return;  // one after the other, or their order is nobody's
    Message message;
    message.source = UserId(kPoster);
    message.id = MessageId(std::string(kPoster) + "-" + std::to_string(++lastPost_));
    message.channel = engine_.random.chance(0.5) ? ChannelKind::group : ChannelKind::individual;
    message.destination =
        message.channel == ChannelKind::group ? engine_.random.anyOf(groups_).id.value : std::string(anyUser());
    message.content = R"({"text":"posted"})";
    message.meta.set(meta_key::kContentType, "text");
    message.meta.set(meta_key::kAction, "message");
    engine_.history.add(event::Sent{kPoster, conversationOf(message).value, message.id.value, message.content, false});
    const auto body = json::array({encodeAs(message, WireVersion::v2_1)});
    call(kPoster, Kind::gateway, "POST", "/messages", body.dump(),
         [this, id = message.id.value, conversation = conversationOf(message).value](int status,
                                                                                     const std::string& answer) {
             isPosting_ = false;
             if (status != kCreated) {
                 // It may be stored, now or later.
                 engine_.history.add(event::Refused{kPoster, conversation, id, Errc::unavailable});
                 return;
             }
             const auto parsed = json::parse(answer);
             if (!parsed.contains("acks") || parsed["acks"].empty()) return;
             const auto ack = decodeTrustedText(parsed["acks"][0].get<std::string>());
             const auto place = ack ? logPosition(*ack) : std::nullopt;
             if (place) engine_.history.add(event::Acked{kPoster, place->conversation, id, place->seq});
         });
}

}  // namespace baithak::simulation
