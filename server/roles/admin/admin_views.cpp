// SPDX-License-Identifier: MIT
#include "server/roles/admin/admin_views.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace baithak {
namespace {

using Json = nlohmann::ordered_json;

// Names come from clients: what is not UTF-8 is replaced.
std::string textOf(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Json instanceJson(const Instance& instance) {
    return {{"id", instance.id},           {"roles", instance.roles},
            {"version", instance.version}, {"startedAt", instance.startedAt.ms},
            {"address", instance.address}, {"opsAddress", instance.opsAddress}};
}

Json processJson(const ProcessStatus& process) {
    auto json = instanceJson(process.instance);
    json["uptimeSeconds"] = (process.now - process.instance.startedAt).count() / 1000;
    json["connections"] = process.connections;
    json["problems"] = Json::array();
    for (const auto& problem : process.problems) {
        json["problems"].push_back({{"part", problem.part}, {"reason", problem.reason}});
    }
    json["partitions"] = Json::array();
    for (const auto& owned : process.bus.owned) {
        json["partitions"].push_back({{"group", owned.group}, {"partition", owned.partition}, {"epoch", owned.epoch}});
    }
    json["queues"] = Json::array({{{"name", "bus.pending"}, {"depth", process.bus.pending}},
                                  {{"name", "bus.inHand"}, {"depth", process.bus.inHand}}});
    return json;
}

Json accountJson(const Account& account) {
    return {{"username", account.username.value},
            {"name", account.name},
            {"active", account.active},
            {"createdAt", account.createdAt.ms}};
}

Json deviceJson(const Device& device, const Sessions& sessions) {
    Json json = {{"deviceId", device.id.value},
                 {"messageVersion", static_cast<double>(device.messageVersion) / 10},
                 {"createdAt", device.createdAt.ms},
                 {"lastUsedAt", device.lastUsedAt.ms},
                 {"keyExpiresAt", device.keyExpiresAt.ms}};
    const auto session =
        std::find_if(sessions.begin(), sessions.end(), [&](const auto& each) { return each->device == device.number; });
    json["gateway"] = session == sessions.end() ? Json(nullptr) : Json((*session)->gateway.value);
    return json;
}

}  // namespace

std::string statusView(const ProcessStatus& process, const Result<std::vector<Instance>>& instances) {
    Json json = {{"process", processJson(process)}, {"instances", Json::array()}};
    if (!instances) {
        json["instancesProblem"] = instances.error().text;
        return textOf(json);
    }
    for (const auto& instance : *instances) json["instances"].push_back(instanceJson(instance));
    return textOf(json);
}

std::string accountsView(const std::vector<Account>& accounts, std::size_t limit) {
    Json json = {{"users", Json::array()}};
    for (const auto& account : accounts) json["users"].push_back(accountJson(account));
    if (!accounts.empty() && accounts.size() >= limit) json["next"] = accounts.back().username.value;
    return textOf(json);
}

std::string accountView(const Account& account, const std::vector<Device>& devices, const Sessions& sessions) {
    auto json = accountJson(account);
    json["hasPassword"] = !account.passwordHash.empty();
    json["devices"] = Json::array();
    for (const auto& device : devices) json["devices"].push_back(deviceJson(device, sessions));
    return textOf(json);
}

std::string deadLettersView(const std::vector<DeadLetter>& letters) {
    Json json = {{"deadLetters", Json::array()}};
    for (const auto& letter : letters) {
        json["deadLetters"].push_back({{"id", letter.id},
                                       {"topic", letter.topic},
                                       {"group", letter.group},
                                       {"key", letter.key},
                                       {"reason", letter.reason},
                                       {"tries", letter.tries},
                                       {"at", letter.at.ms},
                                       {"bytes", letter.bytes}});
    }
    return textOf(json);
}

}  // namespace baithak
