// SPDX-License-Identifier: MIT
#include "server/roles/admin/operator_routes.h"

#include "server/auth/status_proof.h"

namespace baithak {

void OperatorRoutes::add(std::string_view method, std::string_view pattern, HttpHandler handler) {
    routes_.add(method, pattern, [this, handler = std::move(handler)](HttpRequestPtr request) {
        auto holder = tokens_.holderOf(*request);
        return call(std::move(request), std::move(holder), handler);
    });
}

void OperatorRoutes::add(std::string_view method, std::string_view pattern, HttpHandler handler,
                         std::function<Self()> self) {
    const auto holderOf = [this, self = std::move(self)](const HttpRequest& request) {
        if (!isStatusProof(request.header("authorization"))) return tokens_.holderOf(request);
        const auto target = self();
        return tokens_.proverOf(request, target.opsAddress, target.now);
    };
    routes_.add(method, pattern, [this, holderOf, handler = std::move(handler)](HttpRequestPtr request) {
        auto holder = holderOf(*request);
        return call(std::move(request), std::move(holder), handler);
    });
}

Task<HttpResponse> OperatorRoutes::call(HttpRequestPtr request, Holder holder, HttpHandler handler) {
    if (!holder) {
        log_.warn("admin.refused",
                  {{"method", request->method}, {"path", request->path}, {"from", request->remoteAddress}});
        auto refusal = errorResponse(holder.error());
        refusal.headers.emplace_back("WWW-Authenticate", "Bearer");
        co_return refusal;
    }
    auto response = co_await handler(request);
    if (request->method != "GET" && request->method != "HEAD") {
        log_.info("admin.audit", {{"by", *holder},
                                  {"from", request->remoteAddress},
                                  {"method", request->method},
                                  {"path", request->path},
                                  {"status", response.status}});
    }
    // Answers hold names, and passwords that were made here.
    response.headers.emplace_back("Cache-Control", "no-store");
    co_return response;
}

}  // namespace baithak
