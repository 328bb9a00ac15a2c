// SPDX-License-Identifier: MIT
#pragma once

// The upload URL of the disk store. PUT takes the whole and begins anew each time; PATCH goes on where HEAD says (the
// core of tus 1.0). Bytes that came before a connection was cut are kept for the PATCH that follows.

#include "server/blob/disk/disk_context.h"
#include "server/net/http_routes.h"

namespace baithak {

class Uploads {
public:
    explicit Uploads(DiskContext& context) : context_(context) {}
    void hangOn(HttpRoutes& routes);

private:
    Task<HttpResponse> put(HttpRequestPtr request);
    Task<HttpResponse> patch(HttpRequestPtr request);
    Task<HttpResponse> head(HttpRequestPtr request);

    Task<Result<std::unique_ptr<FilePart>>> openPart(FileId id);
    Task<Result<>> take(HttpBodyReader& body, FilePart& part, std::uint64_t atMost);
    Task<Result<>> finish(FilePart& part);
    Task<Result<>> cut(FilePart& part, std::uint64_t bytes);

    DiskContext& context_;
};

}  // namespace baithak
