// SPDX-License-Identifier: MIT
#pragma once

// The operators' side of the operations listener: routes that answer whoever shows an operator's token, and 401
// everybody else. A call that changes something leaves an audit line in the log: who, from where, what, and how it was
// answered. Lives on the listener's loop and outlives it.

#include <string_view>

#include "server/auth/operator_tokens.h"
#include "server/net/http_routes.h"
#include "server/runtime/log.h"

namespace baithak {

class OperatorRoutes {
public:
    OperatorRoutes(HttpRoutes& routes, const OperatorTokens& tokens, Log& log)
        : routes_(routes), tokens_(tokens), log_(log) {}

    void add(std::string_view method, std::string_view pattern, HttpHandler handler);

private:
    Task<HttpResponse> call(HttpRequestPtr request, HttpHandler handler);

    HttpRoutes& routes_;
    const OperatorTokens& tokens_;
    Log& log_;
};

}  // namespace baithak
