// SPDX-License-Identifier: MIT
// dead-letters list, replay, drop.

#include <set>

#include "server/ctl/operator_client.h"
#include "server/ctl/run.h"
#include "server/ctl/text_table.h"

namespace baithak::ctl {
namespace {

using nlohmann::json;

constexpr std::string_view kPath = "/admin/dead-letters";

std::string listText(const json& answer) {
    TextTable table({"ID", "TOPIC", "GROUP", "KEY", "TRIES", "LAST TRY", "BYTES", "REASON"});
    for (const auto& letter : answer.at("deadLetters")) {
        table.add({letter.at("id"), letter.at("topic"), letter.at("group"), letter.at("key"), letter.at("tries").dump(),
                   timeText(Timestamp{letter.at("at").get<std::uint64_t>()}), letter.at("bytes").dump(),
                   letter.at("reason")});
    }
    return table.empty() ? "No dead letters.\n" : table.text();
}

int list(const Desk& desk, OperatorClient& client) {
    const auto limit = desk.invocation.option("limit", "100");
    const auto answer = client.call("GET", std::string(kPath) + "?limit=" + escaped(limit));
    if (!answer) return desk.refuse(answer.error());
    return desk.write(desk.isJson() ? answer->dump(2) + "\n" : listText(*answer));
}

// Those that were named, or all that are there now.
Result<std::vector<std::string>> chosen(const Invocation& invocation, OperatorClient& client) {
    if (!invocation.has("all")) return invocation.arguments;
    const auto answer = client.call("GET", std::string(kPath) + "?limit=1000");
    if (!answer) return answer.error();
    std::vector<std::string> ids;
    for (const auto& letter : answer->at("deadLetters")) ids.push_back(letter.at("id"));
    return ids;
}

Result<> deal(OperatorClient& client, bool isReplay, const std::string& id) {
    const auto path = std::string(kPath) + "/" + escaped(id);
    const auto done = isReplay ? client.call("POST", path + "/replay", json::object()) : client.call("DELETE", path);
    if (!done) return done.error();
    return {};
}

int dealWithAll(const Desk& desk, OperatorClient& client, bool isReplay) {
    const auto ids = chosen(desk.invocation, client);
    if (!ids) return desk.refuse(ids.error());
    json done = json::array();
    int code = kDone;
    for (const auto& id : *ids) {
        if (auto dealt = deal(client, isReplay, id); !dealt)
            code = desk.refuse({dealt.error().code == Errc::malformed ? Errc::unavailable : dealt.error().code,
                                id + ": " + dealt.error().text});
        else
            done.push_back(id);
    }
    const json answer{{isReplay ? "replayed" : "dropped", done}};
    const auto text = std::to_string(done.size()) + (isReplay ? " handed on again.\n" : " dropped.\n");
    if (done.empty() && code != kDone && !desk.isJson()) return code;
    const int written = desk.write(desk.isJson() ? answer.dump(2) + "\n" : text);
    return code == kDone ? written : code;
}

}  // namespace

int runDeadLetters(const Desk& desk) {
    const auto words = desk.invocation.command->words;
    const bool isList = words == "dead-letters list";
    if (!isList && desk.invocation.arguments.empty() != desk.invocation.has("all"))
        return desk.refuse({Errc::malformed, "`" + std::string(words) + "` needs ids, or --all"});
    auto address = desk.server();
    if (!address) return desk.refuse(address.error());
    OperatorClient client(std::move(*address));
    if (isList) return list(desk, client);
    return dealWithAll(desk, client, words == "dead-letters replay");
}

}  // namespace baithak::ctl
