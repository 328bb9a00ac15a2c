// SPDX-License-Identifier: MIT
#pragma once

// A listener: HTTP/1.1 and WebSockets on one port, routed by HttpRoutes. Runs on one loop. Answers by itself what no
// route is asked for: 400 malformed request, 404, 405 with Allow, 408 slow header or body, 413 body over the limit,
// 415 a body that is not JSON, 426 for a WebSocket route without upgrade, 431 header over the limit, 500 when a handler
// throws; all with the JSON of errorResponse. One client's misuse costs the others nothing: reads and writes have
// deadlines, connections a bound.

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "server/net/http_routes.h"
#include "server/runtime/log.h"
#include "server/runtime/metrics.h"

namespace baithak {

struct HttpServerConfig {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  // 0: the system's choice
    std::size_t bodyBytes = 8 * 1024 * 1024;
    std::size_t headerBytes = 16 * 1024;
    std::chrono::milliseconds requestTimeout{10'000};  // for the whole request once it has begun
    std::chrono::milliseconds closeTimeout{5'000};     // for the other side of a WebSocket's closing handshake
    std::chrono::milliseconds idleTimeout{60'000};     // between requests
    std::size_t connections = 100'000;
    std::string name = "public";  // in logs and metrics
};

class HttpServer {
public:
    virtual ~HttpServer() = default;
    virtual std::uint16_t port() const noexcept = 0;
    // Accepts no more; open connections go on.
    virtual void stopAccepting() = 0;
    // Ends every connection that is left, HTTP and WebSocket (1012 for the latter), and resolves when all are gone.
    virtual Task<> close() = 0;
};

// Binds and listens at once. Errc::unavailable with a sentence that names the address when it can't be had.
// `routes` must outlive the server.
Result<std::unique_ptr<HttpServer>> makeHttpServer(Loop& loop, HttpServerConfig config, const HttpRoutes& routes,
                                                   Log& log, Metrics& metrics);

}  // namespace baithak
