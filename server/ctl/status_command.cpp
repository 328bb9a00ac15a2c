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

// `first`: the answer of the process that was asked at first, which is one of them.
SeenServer lookAtAll(OperatorClient& client, const json& first) {
    SeenServer server;
    server.instancesProblem = first.value("instancesProblem", std::string());
    const auto& own = first.at("process");
    server.processes.push_back({own, first});
    std::vector<json> others;
    for (const auto& instance : first.at("instances")) {
        if (instance.at("id") != own.at("id")) others.push_back(instance);
    }
    std::sort(others.begin(), others.end(), [](const json& a, const json& b) { return a.at("roles") < b.at("roles"); });
    std::vector<std::string> addresses;
    for (const auto& other : others) addresses.push_back(other.at("opsAddress"));
    auto answers = client.getFromAll(addresses, kPath);
    for (std::size_t i = 0; i < others.size(); ++i) {
        server.processes.push_back({std::move(others[i]), std::move(answers[i])});
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
