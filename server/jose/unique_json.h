// SPDX-License-Identifier: MIT
#pragma once

// JSON in which each name of an object stands once, as RFC 7515, 4 asks of headers: two readers of one token must not
// see two tokens.

#include <nlohmann/json.hpp>

#include <optional>
#include <string_view>

namespace baithak {

// Nothing when the text is not JSON, repeats a name, or is nested deeper than 16.
std::optional<nlohmann::json> parseUniqueJson(std::string_view text);

}  // namespace baithak
