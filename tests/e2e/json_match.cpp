// SPDX-License-Identifier: MIT
#include "tests/e2e/json_match.h"

#include <algorithm>

namespace baithak::test {

using nlohmann::json;

namespace {

bool isPlaceholder(const std::string& text) { return text.size() > 2 && text.front() == '<' && text.back() == '>'; }

std::string differs(const std::string& path, const json& recorded, const json& actual) {
    return path + ": " + actual.dump() + " instead of " + recorded.dump();
}

bool isGroupList(const json& list) {
    return !list.empty() && std::all_of(list.begin(), list.end(),
                                        [](const json& each) { return each.is_object() && each.contains("groupId"); });
}

// A frame within a string, as /messages has them.
bool isFrame(const json& value) { return value.is_string() && value.get<std::string>().starts_with("{"); }

}  // namespace

std::string JsonMatch::compare(const json& recorded, const json& actual, const std::string& path) {
    if (isFrame(recorded) && isFrame(actual)) {
        return compare(json::parse(recorded.get<std::string>()), json::parse(actual.get<std::string>()), path);
    }
    if (recorded.is_string()) return compareText(recorded.get<std::string>(), actual, path);
    if (recorded.is_object()) {
        if (!actual.is_object()) return differs(path, recorded, actual);
        for (const auto& [key, value] : recorded.items()) {
            if (!actual.contains(key)) return path + "/" + key + " is missing";
            if (auto difference = compare(value, actual.at(key), path + "/" + key); !difference.empty())
                return difference;
        }
        return {};
    }
    if (recorded.is_array()) {
        if (!actual.is_array() || actual.size() != recorded.size()) return differs(path, recorded, actual);
        if (isGroupList(recorded)) return compareGroups(recorded, actual, path);
        for (std::size_t i = 0; i < recorded.size(); ++i) {
            auto difference = compare(recorded[i], actual[i], path + "/" + std::to_string(i));
            if (!difference.empty()) return difference;
        }
        return {};
    }
    return recorded == actual ? "" : differs(path, recorded, actual);
}

std::string JsonMatch::compareText(const std::string& recorded, const json& actual, const std::string& path) {
    if (!actual.is_string()) return differs(path, recorded, actual);
    const auto text = actual.get<std::string>();
    if (!isPlaceholder(recorded)) return resolve(recorded) == text ? "" : differs(path, recorded, actual);
    if (text.empty()) return path + " is empty";
    // `<uuid>` stands for many.
    if (recorded == "<uuid>") return {};
    const auto [known, isNew] = known_.emplace(recorded, text);
    return known->second == text ? "" : differs(path, known->second, actual);
}

std::string JsonMatch::compareGroups(const json& recorded, const json& actual, const std::string& path) {
    std::vector<bool> isTaken(actual.size(), false);
    for (const auto& each : recorded) {
        std::string closest;
        bool isFound = false;
        for (std::size_t i = 0; i < actual.size() && !isFound; ++i) {
            if (isTaken[i]) continue;
            closest = compare(each, actual[i], path);
            isFound = isTaken[i] = closest.empty();
        }
        if (!isFound) return closest;
    }
    return {};
}

std::string JsonMatch::valueOf(const std::string& name) const {
    const auto found = known_.find("<" + name + ">");
    return found == known_.end() ? std::string() : found->second;
}

std::string JsonMatch::resolve(std::string text) const {
    for (const auto& [name, value] : known_) {
        for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at + value.size())) {
            text.replace(at, name.size(), value);
        }
    }
    return text;
}

}  // namespace baithak::test
