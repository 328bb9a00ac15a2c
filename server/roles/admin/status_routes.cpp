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
    routes.add("GET", "/admin/status",
               [&presence, status = std::move(status)](HttpRequestPtr) { return answer(presence, status()); });
}

}  // namespace baithak
