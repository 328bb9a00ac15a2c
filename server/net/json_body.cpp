// SPDX-License-Identifier: MIT
#include "server/net/json_body.h"

#include <algorithm>
#include <cmath>

namespace baithak {
namespace {

std::string inQuotes(std::string_view name) { return "\"" + std::string(name) + "\""; }

// Deeper bodies than any request of ours needs are refused before they are built.
constexpr int kDepth = 16;
constexpr std::size_t kProblemBytes = 1024;  // more than anybody reads

}  // namespace

JsonBody::JsonBody(std::string_view text, std::size_t atMost) {
    if (text.size() > atMost) {
        tooLargeFor_ = atMost;
        return;
    }
    const auto withinDepth = [](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
        if (depth > kDepth) throw nlohmann::json::other_error::create(599, "too deep", nullptr);
        return true;
    };
    try {
        body_ = nlohmann::json::parse(text, withinDepth);
    } catch (const nlohmann::json::exception&) {
        body_ = nullptr;
        note("Invalid request payload JSON format");
        return;
    }
    if (!body_.is_object()) note("\"value\" must be of type object");
}

const nlohmann::json* JsonBody::find(std::string_view name) const {
    if (!body_.is_object()) return nullptr;
    const auto found = body_.find(name);
    return found == body_.end() ? nullptr : &*found;
}

void JsonBody::note(std::string problem) {
    if (problems_.size() >= kProblemBytes) return;
    if (!problems_.empty()) problems_ += '\n';
    problems_ += problem;
}

std::string JsonBody::requiredString(std::string_view name) {
    if (body_.is_object() && !find(name)) note(inQuotes(name) + " is required");
    auto value = optionalString(name);
    if (find(name) && find(name)->is_string() && value.empty()) note(inQuotes(name) + " is not allowed to be empty");
    return value;
}

std::string JsonBody::optionalString(std::string_view name, std::string_view otherwise) {
    const auto* field = find(name);
    if (!field) return std::string(otherwise);
    if (field->is_string()) return field->get<std::string>();
    note(inQuotes(name) + " must be a string");
    return {};
}

std::optional<std::string> JsonBody::nullableString(std::string_view name) {
    const auto* field = find(name);
    if (!field || field->is_null()) return std::nullopt;
    return optionalString(name);
}

std::vector<std::string> JsonBody::requiredStrings(std::string_view name, std::size_t atMost) {
    if (body_.is_object() && !find(name)) note(inQuotes(name) + " is required");
    return optionalStrings(name, atMost);
}

std::vector<std::string> JsonBody::optionalStrings(std::string_view name, std::size_t atMost) {
    std::vector<std::string> values;
    const auto* field = find(name);
    if (!field) return values;
    if (!field->is_array()) {
        note(inQuotes(name) + " must be an array");
        return values;
    }
    if (field->size() > atMost) {
        note(inQuotes(name) + " must contain less than or equal to " + std::to_string(atMost) + " items");
        return values;
    }
    for (std::size_t i = 0; i < field->size(); ++i) {
        if (!(*field)[i].is_string()) {
            note("\"" + std::string(name) + "[" + std::to_string(i) + "]\" must be a string");
            return {};
        }
        values.push_back((*field)[i].get<std::string>());
    }
    return values;
}

double JsonBody::optionalNumber(std::string_view name, double otherwise) {
    const auto* field = find(name);
    if (!field) return otherwise;
    if (field->is_number()) return field->get<double>();
    note(inQuotes(name) + " must be a number");
    return otherwise;
}

std::uint64_t JsonBody::requiredCount(std::string_view name) {
    const auto* field = find(name);
    if (body_.is_object() && !field) note(inQuotes(name) + " is required");
    if (!field) return 0;
    if (field->is_number_unsigned()) return field->get<std::uint64_t>();
    note(inQuotes(name) + " must be a whole number, zero or more");
    return 0;
}

std::optional<bool> JsonBody::optionalBool(std::string_view name) {
    const auto* field = find(name);
    if (!field) return std::nullopt;
    if (field->is_boolean()) return field->get<bool>();
    note(inQuotes(name) + " must be a boolean");
    return std::nullopt;
}

void JsonBody::allowOnly(std::initializer_list<std::string_view> names) {
    if (!body_.is_object()) return;
    for (const auto& [name, value] : body_.items()) {
        if (std::find(names.begin(), names.end(), name) == names.end()) note(inQuotes(name) + " is not allowed");
    }
}

Result<> JsonBody::check() const {
    if (tooLargeFor_ > 0)
        return {Errc::tooLarge, "The body is larger than " + std::to_string(tooLargeFor_ / 1024) + " KiB"};
    if (problems_.empty()) return {};
    return {Errc::malformed, problems_};
}

}  // namespace baithak
