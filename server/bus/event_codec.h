// SPDX-License-Identifier: MIT
#pragma once

// Events as bytes, for buses that cross processes. The form is protobuf's, with numbered fields (event_fields.h), so
// that two versions of the server can be mixed: what a reader does not know it skips, what is missing has its default.
// Pure and thread-safe. Any bytes are safe input; what is read takes memory in proportion to them. Messages stand in
// their v3 form, so their content is copied and never parsed.

#include <string>
#include <string_view>

#include "server/bus/event.h"

namespace baithak {

// An event on its way, with what the bus itself wants to know of it.
struct WireEvent {
    EventPtr event;
    std::string key;
    std::string onlyGroup;  // empty: for all groups of the topic
};

std::string encodeEvent(const Event& event, std::string_view key = {}, std::string_view onlyGroup = {});

// Errc::malformed with a sentence: cut short, a kind of event that this version does not know, or an event without what
// every reader relies on.
Result<WireEvent> decodeEvent(std::string_view bytes);

}  // namespace baithak
