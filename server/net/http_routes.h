// SPDX-License-Identifier: MIT
#pragma once

// The table of routes that roles hang on a listener. Patterns are literal segments and `{name}`; `GET /groups/{id}`.
// A path is matched with and without the prefix `/v1.0`, with and without a trailing slash, and `/file/…` stands for
// `/assets/…`, `/group/…` for `/groups/…` (docs/protocol.md, A2). Filled before the listener starts, then read only.

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "server/net/web_socket.h"

namespace baithak {

// How a route takes the body of a request: read whole before the handler is called, JSON only and of bounded size; or
// handed on as it comes, of any type and size (HttpRequest::stream).
enum class BodyMode : std::uint8_t { whole, streamed };

class HttpRoutes {
public:
    // `method` in upper case, or "*" for any. A body is read for POST, PUT, PATCH, DELETE only.
    void add(std::string_view method, std::string_view pattern, HttpHandler handler, BodyMode body = BodyMode::whole);
    void addWebSocket(std::string_view pattern, UpgradeHandler handler);

    struct Match {
        const HttpHandler* handler = nullptr;
        const UpgradeHandler* upgrade = nullptr;
        BodyMode body = BodyMode::whole;
        std::map<std::string, std::string, std::less<>> parameters;
        std::string path;            // as HttpRequest::path
        std::string allowedMethods;  // when the path is known and the method is not: `GET, POST`
        bool isMalformed = false;    // the path can't be read: a broken `%` or a NUL
    };
    // `path` as it stands in the request line, still encoded, without the query. HEAD is matched as GET where it has no
    // route of its own. Where several patterns fit, the one with a literal where the others have a parameter is taken.
    Match match(std::string_view method, std::string_view path) const;

    // Every route as `METHOD pattern`, for the check against openapi.yaml.
    std::vector<std::string> list() const;

private:
    struct Route {
        std::string method;
        std::string pattern;
        std::vector<std::string> segments;  // a parameter keeps its braces
        HttpHandler handler;
        UpgradeHandler upgrade;
        BodyMode body = BodyMode::whole;
    };
    std::vector<Route> routes_;
};

}  // namespace baithak
