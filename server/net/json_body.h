// SPDX-License-Identifier: MIT
#pragma once

// Reading a JSON request body field by field, with what is wrong named for the answer:
// `"username" is required`. Include it in .cpp files only: it brings nlohmann_json along.

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"

namespace baithak {

class JsonBody {
public:
    // A body of more than `atMost` bytes is not looked at: check() answers Errc::tooLarge. Parsing holds up the loop.
    explicit JsonBody(std::string_view text, std::size_t atMost = 256 * 1024);

    // Each notes a problem when the field is missing or of another type, and then answers an empty value.
    std::string requiredString(std::string_view name);
    std::string optionalString(std::string_view name, std::string_view otherwise = {});
    // A string, null, or absent.
    std::optional<std::string> nullableString(std::string_view name);
    std::vector<std::string> requiredStrings(std::string_view name, std::size_t atMost);
    std::vector<std::string> optionalStrings(std::string_view name, std::size_t atMost);
    double optionalNumber(std::string_view name, double otherwise);
    std::uint64_t requiredCount(std::string_view name);
    std::optional<bool> optionalBool(std::string_view name);
    bool has(std::string_view name) const { return body_.is_object() && body_.contains(name); }

    // Notes a problem when the body has a field that is not listed.
    void allowOnly(std::initializer_list<std::string_view> names);
    void note(std::string problem);

    // What is wrong, a line each, as Errc::malformed; or nothing.
    Result<> check() const;

private:
    const nlohmann::json* find(std::string_view name) const;

    nlohmann::json body_;
    std::string problems_;
    std::size_t tooLargeFor_ = 0;  // the limit that the body exceeds
};

}  // namespace baithak
