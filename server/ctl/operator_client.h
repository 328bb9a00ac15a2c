// SPDX-License-Identifier: MIT
#pragma once

// Calls the operators' API (docs/operations.md). A call waits for its answer; several may go at once. Include it in
// .cpp files only: it brings nlohmann_json along.

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "server/ctl/server_address.h"
#include "server/net/http_client.h"
#include "server/runtime/task.h"

namespace baithak::ctl {

class OperatorClient {
public:
    explicit OperatorClient(ServerAddress address);

    // The answer's JSON. The error is a sentence for the operator: nobody answers, the token is refused, or what the
    // server said of it. A body that is null is none.
    Result<nlohmann::json> call(std::string_view method, std::string_view path, const nlohmann::json& body = nullptr);
    // GET of the same path from the listeners at these addresses (HOST:PORT), all at once.
    std::vector<Result<nlohmann::json>> getFromAll(const std::vector<std::string>& addresses, std::string_view path);

private:
    Task<Result<nlohmann::json>> send(std::string baseUrl, std::string method, std::string path, std::string body,
                                      std::chrono::seconds atMost);

    ServerAddress address_;
    Loop loop_;
    std::unique_ptr<HttpClient> http_;
};

// A name as a segment of a path.
std::string escaped(std::string_view segment);

}  // namespace baithak::ctl
