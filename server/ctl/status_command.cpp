// SPDX-License-Identifier: MIT
// status: asks one process which there are, and then each of them how it is.

#include <algorithm>

#include "server/ctl/operator_client.h"
#include "server/ctl/run.h"
#include "server/ctl/status_view.h"

namespace baithak::ctl {
namespace {

using nlohmann::json;

constexpr std::string_view kPath = "/admin/status";

std::string textIn(const json& object, const char* key) {
    const bool isThere = object.is_object() && object.contains(key) && object[key].is_string();
    return isThere ? object[key].get<std::string>() : std::string();
}

// The processes that `first` has been told of, but for itself; those of a kind beside each other.
std::vector<json> othersIn(const json& first) {
    std::vector<json> others;
    for (const auto& instance : first.at("instances")) {
        if (textIn(instance, "id") != textIn(first.at("process"), "id")) others.push_back(instance);
    }
    const auto rolesOf = [](const json& process) { return process.value("roles", json::array()); };
    std::sort(others.begin(), others.end(), [&](const json& a, const json& b) { return rolesOf(a) < rolesOf(b); });
    return others;
}

// `first`: the answer of the process that was asked at first, which is one of them.
SeenServer lookAtAll(OperatorClient& client, const json& first) {
    SeenServer server;
    server.instancesProblem = textIn(first, "instancesProblem");
    server.processes.push_back({first.at("process"), first});
    auto others = othersIn(first);
    std::vector<std::string> addresses;
    for (const auto& other : others) addresses.push_back(textIn(other, "opsAddress"));
    auto answers = client.statusOfAll(addresses);
    for (std::size_t i = 0; i < others.size(); ++i) {
        server.processes.push_back(shown({std::move(others[i]), std::move(answers[i])}));
    }
    return server;
}

}  // namespace

int runStatus(const Desk& desk) {
    auto address = desk.server();
    if (!address) return desk.refuse(address.error());
    OperatorClient client(std::move(*address));
    const auto first = client.call("GET", kPath);
    if (!first) return desk.refuse(first.error());
    const auto server = lookAtAll(client, *first);
    return desk.write(desk.isJson() ? statusJson(server).dump(2) + "\n" : statusText(server));
}

}  // namespace baithak::ctl
