// SPDX-License-Identifier: MIT
#pragma once

// The operators of this process: their tokens, and their routes on the listener for operations. Outlives that listener.

#include "server/net/http_routes.h"
#include "server/roles/admin/operator_routes.h"
#include "server/runtime/config.h"

namespace baithak {

class Operators {
public:
    Operators(HttpRoutes& opsRoutes, Log& log);

    // Reads the token that operators of all processes share, when the configuration names its file.
    Result<> open(const Config& config);

    OperatorRoutes& routes() noexcept { return routes_; }
    // 256 random bits, of this start: for whoever may read the data directory.
    const std::string& ownerToken() const noexcept { return ownerToken_; }

private:
    const std::string ownerToken_;
    OperatorTokens tokens_;
    OperatorRoutes routes_;
};

}  // namespace baithak
