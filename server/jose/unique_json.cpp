// SPDX-License-Identifier: MIT
#include "server/jose/unique_json.h"

#include <set>
#include <string>
#include <vector>

namespace baithak {
namespace {

constexpr int kDepth = 16;

}  // namespace

std::optional<nlohmann::json> parseUniqueJson(std::string_view text) {
    using nlohmann::json;
    bool isFine = true;
    std::vector<std::set<std::string>> names;
    const auto watch = [&](int depth, json::parse_event_t event, json& parsed) {
        if (depth > kDepth) isFine = false;
        if (event == json::parse_event_t::object_start) names.emplace_back();
        if (event == json::parse_event_t::object_end && !names.empty()) names.pop_back();
        if (event == json::parse_event_t::key && !names.empty())
            isFine = names.back().insert(parsed.get<std::string>()).second && isFine;
        return isFine;
    };
    auto parsed = json::parse(text.begin(), text.end(), watch, false);
    if (!isFine || parsed.is_discarded()) return std::nullopt;
    return parsed;
}

}  // namespace baithak
