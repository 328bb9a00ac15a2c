// SPDX-License-Identifier: MIT
#pragma once

// A process that announced itself, as the JSON that is kept of it. Keys that this version does not know are passed
// over, and missing ones are empty: two adjacent versions read each other.

#include <optional>
#include <string>
#include <string_view>

#include "server/presence/presence.h"

namespace baithak {

std::string toJson(const Instance& instance);
// Nothing when it is no such JSON.
std::optional<Instance> instanceOfJson(std::string_view text);

}  // namespace baithak
