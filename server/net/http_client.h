// SPDX-License-Identifier: MIT
#pragma once

// Calls other HTTP servers: push providers, identity providers, blob stores. HTTP/1.1 and 2, TLS with the system's
// certificates or one file of them, connections kept and shared. No redirect is followed and no proxy but a configured
// one is used: an address that an operator set is called, and no other. Called from any loop; a call resolves on the
// loop that awaits it. The client goes before the loops that await it: calls in hand then end with Errc::unavailable.

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/runtime/task.h"
#include "shared/base/result.h"

namespace baithak {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpCall {
    std::string method = "GET";
    std::string url;
    HttpHeaders headers;
    std::string body;
    std::chrono::milliseconds timeout{10'000};
    std::size_t maxBytes = 1024 * 1024;  // of the answer's body; a longer one is Errc::tooLarge
};

struct HttpAnswer {
    int status = 0;
    HttpHeaders headers;  // names in lower case
    std::string body;

    // The first of that name (lower case); empty when there is none.
    std::string_view header(std::string_view name) const noexcept;
};

class HttpClient {
public:
    virtual ~HttpClient() = default;
    // An answer of whatever status is a value. Errc::unavailable when the server can't be reached or shows a
    // certificate that can't be believed, Errc::timedOut when the time is over.
    virtual Task<Result<HttpAnswer>> send(HttpCall call) = 0;
};

struct HttpClientConfig {
    std::string caFile;  // PEM; empty: the system's certificates
};
std::unique_ptr<HttpClient> makeHttpClient(HttpClientConfig config);

}  // namespace baithak
