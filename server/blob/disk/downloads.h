// SPDX-License-Identifier: MIT
#pragma once

// The download URL of the disk store: GET and HEAD, whole or one range (RFC 9110), never changed once whole. Nothing
// that a browser gets here is run: it is shown in place when the grant says so, else saved, and the type is not
// guessed.

#include "server/blob/disk/disk_context.h"
#include "server/net/http_routes.h"

namespace baithak {

class Downloads {
public:
    explicit Downloads(DiskContext& context) : context_(context) {}
    void hangOn(HttpRoutes& routes);

private:
    Task<HttpResponse> get(HttpRequestPtr request);

    DiskContext& context_;
};

}  // namespace baithak
