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
    // The status of the processes whose listeners are at these addresses (HOST:PORT), all at once. The addresses are
    // hearsay: they get a proof for one status (server/auth/status_proof.h), never the token, and no process is asked
    // by plain HTTP when the server that was named is asked by HTTPS.
    std::vector<Result<nlohmann::json>> statusOfAll(const std::vector<std::string>& addresses);

private:
    struct Request;
    Task<Result<nlohmann::json>> send(Request request);
    Request statusRequest(const std::string& address) const;

    ServerAddress address_;
    Loop loop_;
    std::unique_ptr<HttpClient> http_;
};

// A name as a segment of a path.
std::string escaped(std::string_view segment);

}  // namespace baithak::ctl
