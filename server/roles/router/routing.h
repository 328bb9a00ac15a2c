// SPDX-License-Identifier: MIT
#pragma once

// Where a batch of messages goes, by its conversation. Pure.

#include <string_view>

#include "server/bus/event.h"

namespace baithak {

struct Route {
    std::string_view topic;
    UserList ring;  // whom to ring; null for groups, whose members the group router knows
};

// The way of a batch for that conversation. Every conversation has one: what does not exist is refused at the end of
// the way, where the log is.
Route routeOf(const ConversationId& conversation);

}  // namespace baithak
