// SPDX-License-Identifier: MIT
#pragma once

// A check of JSON that is passed on unread. simdjson finds the slices of a frame, and does not look into what it skips;
// this does, without building or copying anything, and finds one member on the way. Internal to the codecs. Pure.
// Accepts the grammar of RFC 8259, with two limits: limits::kJsonDepth levels, and no number beyond a double's range
// (a reader would get infinity). Numbers of any spelling within it are fine: nothing is rewritten. UTF-8 is the
// caller's to check.

#include <optional>
#include <string_view>

namespace baithak {

// Whether the text is one JSON value, blanks around it allowed.
bool isJson(std::string_view text) noexcept;

// The raw slice of the member of that name (spelled without escapes) when the text is an object that has one, else an
// empty slice; the last one counts when there are several, as it does in JavaScript. Nothing when the text is not JSON.
std::optional<std::string_view> scanForMember(std::string_view text, std::string_view name) noexcept;

}  // namespace baithak
