// SPDX-License-Identifier: MIT
#pragma once

// The text around HTTP's bodies: a response's head, and a request as roles see it (http_request.h) from Beast's parser.

#include <memory>
#include <string>
#include <string_view>

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include "server/net/http_request.h"

namespace baithak {

using BeastRequest = boost::beast::http::request<boost::beast::http::string_body>;

enum class AfterResponse : bool { keepOpen, close };

// Status line and headers, to the empty line. A line break in a header's value becomes a blank.
std::string responseHead(const HttpResponse& response, AfterResponse after);

// The path of the request's target, still encoded: of `/a?b`, or of `http://host/a?b`; empty when it is neither.
std::string_view targetPath(std::string_view target);

// All but path and parameters, which the route gives, and the body.
std::shared_ptr<HttpRequest> toHttpRequest(const BeastRequest& request, std::string_view remoteAddress);

// application/json, any +json, or no type at all (older clients leave it out).
bool isJsonType(std::string_view contentType);

}  // namespace baithak
