// SPDX-License-Identifier: MIT
#pragma once

// The operators' side of the operations listener: routes that answer whoever shows an operator's token, and 401
// everybody else. A call that changes something leaves an audit line in the log: who, from where, what, and how it was
// answered. Lives on the listener's loop and outlives it.

#include <functional>
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

    // This process, as others know it, and its time: what a proof must be for.
    struct Self {
        std::string opsAddress;
        Timestamp now;
    };
    // One that also answers whoever proves to know a token (server/auth/status_proof.h). For what shows no accounts.
    void add(std::string_view method, std::string_view pattern, HttpHandler handler, std::function<Self()> self);

private:
    using Holder = Result<std::string>;
    Task<HttpResponse> call(HttpRequestPtr request, Holder holder, HttpHandler handler);

    HttpRoutes& routes_;
    const OperatorTokens& tokens_;
    Log& log_;
};

}  // namespace baithak
