// SPDX-License-Identifier: MIT
#pragma once

// A text frame taken apart by simdjson: the members that mean something, as slices, before anyone asks what they mean.
// Internal to json_decoder.cpp. Every slice lies in scratch memory of the thread and holds until the next parse on it.
// What the frame holds is checked to be JSON to the last byte, whether it is used or not; a name that means something
// stands at most once.

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "shared/base/result.h"

namespace baithak {

// One member: its name without escapes, and its value as it stands. For a string, `text` is what it says (no NUL in it,
// and UTF-8); for the other kinds it is empty.
struct JsonMember {
    std::string_view name;
    std::string_view raw;
    std::string_view text;

    bool isPresent() const noexcept { return !raw.empty() && raw != "null"; }
    bool isString() const noexcept { return !raw.empty() && raw.front() == '"'; }
    bool isContainer() const noexcept { return !raw.empty() && (raw.front() == '{' || raw.front() == '['); }
};

// The members at the top that mean something, in v1 or in v2. `text` keeps its raw slice only, `body` too.
enum class TopKey : std::uint8_t {
    version,
    id,
    head,
    meta,
    body,  // v2
    msgId,
    chatType,
    module,
    type,
    from,
    to,
    chatIdCamel,
    chatIdLower,
    text,
    action,
    state,
    ephemeral  // v1
};
inline constexpr std::size_t kTopKeys = 17;

class JsonFrame {
public:
    // Errc::malformed or Errc::tooLarge. After a failure the members read so far are there.
    Result<> parse(std::string_view frame);

    const JsonMember& top(TopKey key) const noexcept { return top_[static_cast<std::size_t>(key)]; }
    const std::vector<JsonMember>& head() const noexcept { return head_; }
    const std::vector<JsonMember>& meta() const noexcept { return meta_; }

private:
    friend class JsonFrameReader;

    std::array<JsonMember, kTopKeys> top_{};
    std::vector<JsonMember> head_;
    std::vector<JsonMember> meta_;
};

}  // namespace baithak
