// SPDX-License-Identifier: MIT
#pragma once

// HTTP as roles see it: plain values, no library's types. A request is shared and immutable; a response is a value.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/runtime/task.h"
#include "shared/base/result.h"

namespace baithak {

// The body of a request on a streamed route, as it arrives. For the handler, until it has answered; on the listener's
// loop. What the handler leaves unread ends the connection.
class HttpBodyReader {
public:
    virtual ~HttpBodyReader() = default;
    // As announced; nothing when the body comes in chunks.
    virtual std::optional<std::uint64_t> length() const = 0;
    // The next bytes, which hold until the next call; empty at the end, and from then on. Bytes that came before a
    // failure are handed out before it. Errc::timedOut when the peer is too slow, Errc::malformed when the chunks can't
    // be read, Errc::unavailable when the peer is gone.
    virtual Task<Result<std::string_view>> next() = 0;
};

// The body of a response that is made while it is sent: the next part is asked for when the peer has taken the last
// one, so that memory does not grow with it. On the listener's loop.
class HttpBodySource {
public:
    virtual ~HttpBodySource() = default;
    virtual std::uint64_t length() const = 0;
    // The next bytes, which hold until the next call. An error, or an early end, ends the connection: the peer sees
    // that bytes are missing.
    virtual Task<Result<std::string_view>> next() = 0;
};

struct HttpRequest {
    std::string method;  // upper case
    std::string path;    // decoded, as routed: without `/v1.0`, the query and a trailing slash, old names replaced
    std::map<std::string, std::string, std::less<>> query;       // decoded; the last of equal names counts
    std::map<std::string, std::string, std::less<>> parameters;  // what `{name}` in the route's pattern matched
    std::map<std::string, std::string, std::less<>> headers;     // names in lower case
    std::string body;
    HttpBodyReader* stream = nullptr;  // on a streamed route: the body, which is then not in `body`
    std::string remoteAddress;

    // The header's value, or an empty view.
    std::string_view header(std::string_view lowerCaseName) const;
    // The query argument's value, or an empty view.
    std::string_view argument(std::string_view name) const;
    // The cookie's value, or an empty view.
    std::string_view cookie(std::string_view name) const;
};
using HttpRequestPtr = std::shared_ptr<const HttpRequest>;

struct HttpResponse {
    int status = 200;
    std::string body;
    std::string contentType = "application/json; charset=utf-8";
    std::vector<std::pair<std::string, std::string>> headers;
    std::shared_ptr<HttpBodySource> stream;  // in place of `body`

    std::uint64_t length() const { return stream ? stream->length() : body.size(); }
};

// A JSON body with a status.
HttpResponse jsonResponse(int status, std::string body);
// {"statusCode":…,"error":"Bad Request","message":…} (docs/protocol.md, A2).
HttpResponse errorResponse(const Error& error);
HttpResponse errorResponse(int status, std::string_view message);

// `Not Found` for 404; empty for a status that nothing here uses.
std::string_view reasonPhrase(int status) noexcept;
// The text with `%41` and the like resolved; nothing when a `%` is not followed by two hex digits.
std::optional<std::string> percentDecoded(std::string_view text);
// All but letters, digits and `-._~` as `%41` (RFC 3986, 2.3); those of `plain` stay as they are, too.
std::string percentEncoded(std::string_view text, std::string_view plain = {});
// The arguments of `a=1&b=2`, decoded (`+` is a space).
std::map<std::string, std::string, std::less<>> parseQuery(std::string_view query);

using HttpHandler = std::function<Task<HttpResponse>(HttpRequestPtr request)>;

}  // namespace baithak
