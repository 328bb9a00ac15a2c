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
constexpr std::size_t kPage = 1000;  // the most that the server lists

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

Result<> deal(OperatorClient& client, bool isReplay, const std::string& id) {
    const auto path = std::string(kPath) + "/" + escaped(id);
    const auto done = isReplay ? client.call("POST", path + "/replay", json::object()) : client.call("DELETE", path);
    if (!done) return done.error();
    return {};
}

// How the letters fared that were dealt with so far.
struct Dealt {
    json done = json::array();
    std::set<std::string> seen;
    int code = kDone;
};

void dealWith(const Desk& desk, OperatorClient& client, bool isReplay, const std::string& id, Dealt& dealt) {
    if (!dealt.seen.insert(id).second) return;
    if (auto done = deal(client, isReplay, id); !done)
        dealt.code = desk.refuse({done.error().code == Errc::malformed ? Errc::unavailable : done.error().code,
                                  id + ": " + done.error().text});
    else
        dealt.done.push_back(id);
}

// Page after page, as what was dealt with is no longer listed; until a page is the last, or holds nothing new.
Result<> dealWithAll(const Desk& desk, OperatorClient& client, bool isReplay, Dealt& dealt) {
    for (std::size_t listed = kPage; listed >= kPage;) {
        const auto answer = client.call("GET", std::string(kPath) + "?limit=" + std::to_string(kPage));
        if (!answer) return answer.error();
        const auto& letters = answer->at("deadLetters");
        listed = letters.size();
        const auto before = dealt.seen.size();
        for (const auto& letter : letters) dealWith(desk, client, isReplay, letter.at("id"), dealt);
        if (dealt.seen.size() == before) break;
    }
    return {};
}

int dealWithChosen(const Desk& desk, OperatorClient& client, bool isReplay) {
    Dealt dealt;
    for (const auto& id : desk.invocation.arguments) dealWith(desk, client, isReplay, id, dealt);
    if (desk.invocation.has("all")) {
        if (auto all = dealWithAll(desk, client, isReplay, dealt); !all) dealt.code = desk.refuse(all.error());
    }
    const json answer{{isReplay ? "replayed" : "dropped", dealt.done}};
    const auto text = std::to_string(dealt.done.size()) + (isReplay ? " handed on again.\n" : " dropped.\n");
    if (dealt.done.empty() && dealt.code != kDone && !desk.isJson()) return dealt.code;
    const int written = desk.write(desk.isJson() ? answer.dump(2) + "\n" : text);
    return dealt.code == kDone ? written : dealt.code;
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
    return dealWithChosen(desk, client, words == "dead-letters replay");
}

}  // namespace baithak::ctl
