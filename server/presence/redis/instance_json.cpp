// SPDX-License-Identifier: MIT
#include "server/presence/redis/instance_json.h"

#include <nlohmann/json.hpp>

namespace baithak {

using Json = nlohmann::json;

std::string toJson(const Instance& instance) {
    const Json json{{"id", instance.id},           {"roles", instance.roles},
                    {"address", instance.address}, {"opsAddress", instance.opsAddress},
                    {"version", instance.version}, {"startedAt", instance.startedAt.ms}};
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<Instance> instanceOfJson(std::string_view text) {
    try {
        const auto json = Json::parse(text);
        Instance instance;
        instance.id = json.at("id");
        instance.roles = json.value("roles", instance.roles);
        instance.address = json.value("address", instance.address);
        instance.opsAddress = json.value("opsAddress", instance.opsAddress);
        instance.version = json.value("version", instance.version);
        instance.startedAt.ms = json.value("startedAt", instance.startedAt.ms);
        return instance;
    } catch (const Json::exception&) {
        return std::nullopt;
    }
}

}  // namespace baithak
