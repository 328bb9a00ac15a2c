// SPDX-License-Identifier: MIT
#pragma once

// A role: one part of the server's behaviour. It lives on one loop, shares nothing with the other roles, and speaks to
// them over the bus alone. Its factory takes exactly the ports it touches.

#include <string_view>

#include "server/runtime/task.h"
#include "shared/base/result.h"

namespace baithak {

class Role {
public:
    virtual ~Role() = default;
    virtual std::string_view name() const noexcept = 0;
    // Subscribes and begins. Called once, before the listeners open.
    virtual Result<> start() = 0;
    // Finishes what is in hand, takes no more, and resolves when nothing of it runs.
    virtual Task<> stop() = 0;
};

}  // namespace baithak
