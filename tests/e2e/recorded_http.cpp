// SPDX-License-Identifier: MIT
#include "tests/e2e/recorded_http.h"

#include "tests/support/golden.h"

namespace baithak::test {

using nlohmann::json;

namespace {

// The recording went to the services themselves; through the gateway theirs are the paths of PROTOCOL A2.
std::string pathOf(const json& exchange, const std::string& groups) {
    const std::string name = exchange.at("name");
    const std::string path = exchange.at("path");
    if (name.starts_with("profile")) return "/profile" + path;
    if (path == "/user/sync") return "/profile/user/sync";
    const bool isOfGroups = name.starts_with("group") || name.starts_with("member") || name.starts_with("leave");
    return isOfGroups ? groups + path : path;
}

// Without credentials the original said 400; the contract says 401.
int statusOf(const json& exchange) {
    const bool isBare = std::string(exchange.at("name")).ends_with("no credentials");
    return isBare ? 401 : exchange.at("status").get<int>();
}

}  // namespace

std::string HttpReplay::run(const std::string& prefix, const std::string& groups) {
    for (const auto& exchange : readGolden("http.json")) {
        const auto difference = play(exchange, prefix, groups);
        if (!difference.empty()) return exchange.at("name").get<std::string>() + ": " + difference;
    }
    return {};
}

std::string HttpReplay::play(const json& exchange, const std::string& prefix, const std::string& groups) {
    HttpCall call{exchange.at("method"), match_.resolve(prefix + pathOf(exchange, groups)), {}, {}};
    for (const auto& [name, value] : exchange.at("headers").items()) call.headers[name] = match_.resolve(value);
    if (call.headers.contains("user") && call.headers["accesskey"] == "x") {
        call.headers["accesskey"] = keyOf(call.headers["user"]);
    }
    const auto& body = exchange.at("body");
    if (!body.is_null()) call.body = body.is_string() ? body.get<std::string>() : body.dump();

    const auto answer = door_.rest.raw(call);

    if (answer.status != statusOf(exchange)) return std::to_string(answer.status) + " " + answer.body;
    if (exchange.at("type") != answer.contentType) return "the type is " + answer.contentType;
    const auto& recorded = exchange.at("answer");
    if (recorded.is_string()) return answer.body == recorded.get<std::string>() ? "" : answer.body;
    const auto actual = json::parse(answer.body, nullptr, false);
    if (actual.is_discarded()) return "no JSON: " + answer.body;
    if (answer.status == 401 && statusOf(exchange) != exchange.at("status").get<int>()) return {};
    if (answer.status == 400) {
        const bool isAsSaid = actual.value("statusCode", 0) == 400 && actual.value("error", "") == "Bad Request" &&
                              !actual.value("message", "").empty();
        return isAsSaid ? "" : answer.body;
    }
    const bool isContacts = std::string(exchange.at("name")).starts_with("contact sync");
    if (isContacts) return actual == recorded ? "" : answer.body;
    return match_.compare(recorded, actual);
}

std::string HttpReplay::keyOf(const std::string& user) {
    if (!accounts_.contains(user)) accounts_[user] = door_.signIn(user);
    return accounts_.at(user).accessKey;
}

}  // namespace baithak::test
