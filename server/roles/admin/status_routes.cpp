// SPDX-License-Identifier: MIT
#include "server/roles/admin/status_routes.h"

namespace baithak {
namespace {

Task<HttpResponse> answer(Presence& presence, ProcessStatus status) {
    auto instances = co_await presence.instances();
    co_return jsonResponse(200, statusView(status, instances));
}

}  // namespace

void hangStatus(OperatorRoutes& routes, Presence& presence, std::function<ProcessStatus()> status) {
    auto self = [status] {
        const auto now = status();
        return OperatorRoutes::Self{now.instance.opsAddress, now.now};
    };
    auto handler = [&presence, status = std::move(status)](HttpRequestPtr) { return answer(presence, status()); };
    routes.add("GET", "/admin/status", std::move(handler), std::move(self));
}

}  // namespace baithak
