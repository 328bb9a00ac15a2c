// SPDX-License-Identifier: MIT
#include "tests/e2e/recorded_session.h"

#include <deque>

#include "shared/protocol/codec.h"
#include "tests/e2e/json_match.h"
#include "tests/support/golden.h"

namespace baithak::test {

using nlohmann::json;

namespace {

struct Step {
    std::string name;
    std::map<std::string, std::deque<json>> frames;  // by reader
};

std::vector<Step> readSteps() {
    std::vector<Step> steps;
    for (const auto& each : readGolden("session.json")) {
        if (each.contains("step"))
            steps.push_back({each.at("step"), {}});
        else
            steps.back().frames[each.at("to")].push_back(each);
    }
    return steps;
}

// The ids of notices are the server's own.
bool isNotice(const Message& message) {
    return message.type == MessageType::notification && message.meta.contains("chatId");
}

// The recording's group, whose id is a placeholder in the text frames and stands in the binary ones.
constexpr std::string_view kRecordedGroup = "f300cdfc-bbbd-4b55-8cad-1b38e414fcd3";

}  // namespace

std::string SessionReplay::run() {
    for (const auto* name : {"alice", "bob", "carol", "dave"}) accounts_[name] = door_.signIn(name);
    peers_["alice"] = door_.peer(accounts_["alice"], "format=text&ack=true");
    peers_["bob"] = door_.peer(accounts_["bob"], "format=binary&ack=false");
    peers_["carol"] = door_.peer(accounts_["carol"], "format=text&ack=false");

    const auto steps = readSteps();
    if (steps.size() != 7) return "there are " + std::to_string(steps.size()) + " steps";
    for (const auto& step : steps) {
        play(step.name);
        for (const auto& [reader, frames] : step.frames) {
            // An acknowledgement and a message may change places.
            for (const auto& recorded : frames) {
                const auto difference = compare(recorded, peers_[reader]->nextFrame());
                if (!difference.empty()) return step.name + ", " + reader + ": " + difference;
            }
        }
        for (const auto& [reader, peer] : peers_) {
            if (!peer->isQuiet()) return step.name + ", " + reader + " hears more";
        }
    }
    return {};
}

void SessionReplay::play(const std::string& step) {
    const auto say = [this](const std::string& who, const json& frame) { peers_[who]->sendText(frame.dump()); };
    if (step == "alice sends the text frame: ping") return peers_["alice"]->sendText("ping");
    if (step == "alice (v2.1) to bob") {
        return say("alice", {{"_v", 2.1},
                             {"id", "w-1"},
                             {"head",
                              {{"type", "individual"},
                               {"to", "bob"},
                               {"from", "alice"},
                               {"contentType", "text"},
                               {"action", "message"},
                               {"category", "message"},
                               {"chatid", "alicebob"}}},
                             {"body", {{"text", "to a binary reader"}}}});
    }
    if (step == "alice (v1) to carol") {
        return say("alice", {{"msgId", "w-2"},
                             {"chatType", "MESSAGE"},
                             {"type", "MESSAGE"},
                             {"from", "alice"},
                             {"to", "carol"},
                             {"chatid", "alicecarol"},
                             {"text", "old form"},
                             {"action", "message"},
                             {"state", "n/a"}});
    }
    if (step == "carol sends a state notification to alice") {
        return say("carol", {{"_v", 2.1},
                             {"id", "w-3"},
                             {"head",
                              {{"type", "individual"},
                               {"to", "alice"},
                               {"from", "carol"},
                               {"contentType", "NOTIFICATION"},
                               {"action", "state"},
                               {"category", "system"},
                               {"chatid", "alicecarol"}}},
                             {"body", {{"ids", {"w-2"}}, {"state", "READ"}}}});
    }
    if (step == "alice creates a group with bob and carol") {
        group_ = door_.rest.createGroup(accounts_["alice"], "G", {"bob", "carol"});
        return;
    }
    if (step == "alice (v2.1) to the group") {
        return say("alice", {{"_v", 2.1},
                             {"id", "w-4"},
                             {"head",
                              {{"type", "group"},
                               {"to", group_},
                               {"from", "alice"},
                               {"contentType", "text"},
                               {"action", "message"},
                               {"chatid", group_}}},
                             {"body", {{"text", "all"}}}});
    }
    if (step == "alice adds dave") return door_.rest.addMembers(accounts_["alice"], group_, {"dave"});
    throw TestFailure("Nobody knows how to play: " + step);
}

std::string SessionReplay::compare(const json& recorded, const RawClient::Frame& frame) {
    if (frame.isBinary != recorded.at("binary").get<bool>()) return "the frame has the wrong form";
    if (frame.isBinary) return compareBinary(fromHex(recorded.at("frame_hex").get<std::string>()), frame.bytes);
    const auto text = recorded.at("frame").get<std::string>();
    if (text == "pong") return frame.bytes == text ? "" : frame.bytes;
    return compareText(json::parse(text), frame.bytes);
}

std::string SessionReplay::compareText(json recorded, const std::string& frame) {
    JsonMatch match;
    match.know("<groupId>", group_);
    const bool isOwnId = recorded.at("head").contains("chatId");
    if (isOwnId) recorded["id"] = recorded["msgId"] = "<id of the notice>";
    return match.compare(recorded, json::parse(frame));
}

std::string SessionReplay::compareBinary(const std::string& recorded, const std::string& frame) {
    auto expected = decodeTrustedBinary(recorded);
    const auto actual = decodeTrustedBinary(frame);
    if (!expected || !actual) return "the frame can't be read";
    const auto ours = [this](const std::string& text) { return text == kRecordedGroup ? group_ : text; };
    if (actual->version != expected->version) return "the version is another";
    if (actual->type != expected->type) return "the type is another";
    if (actual->channel != expected->channel) return "the channel is another";
    if (actual->ephemeral != expected->ephemeral) return "ephemeral is another";
    if (actual->source != expected->source) return "the source is " + actual->source.value;
    if (actual->destination != ours(expected->destination)) return "the destination is " + actual->destination;
    if (!isNotice(*expected) && actual->id != expected->id) return "the id is " + actual->id.value;
    for (const auto& [key, value] : expected->meta) {
        if (actual->meta.get(key) != ours(value)) return "meta " + key + " is " + std::string(actual->meta.get(key));
    }
    const bool isSameContent = isNotice(*expected) ? json::parse(actual->content) == json::parse(expected->content)
                                                   : actual->content == expected->content;
    if (!isSameContent) return "the content is " + actual->content;
    const bool isStamped = !actual->serverId.empty() && actual->serverTimestamp.ms > 0 && actual->sentAt.ms > 0;
    return isStamped ? "" : "serverId or a time is missing";
}

}  // namespace baithak::test
