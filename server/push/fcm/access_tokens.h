// SPDX-License-Identifier: MIT
#pragma once

// The access token for Google's services: asked for when it is needed, kept until shortly before it ends, renewed once
// for all who wait. Lives on one loop.

#include <vector>

#include "server/net/http_client.h"
#include "server/push/fcm/service_account.h"
#include "server/runtime/clock.h"
#include "server/runtime/log.h"

namespace baithak {

class AccessTokens {
public:
    AccessTokens(ServiceAccount account, HttpClient& http, const Clock& clock, Log& log);

    // Errc::unavailable when there is none to be had now, Errc::forbidden when the account is not let in.
    Task<Result<std::string>> get();
    // The service did not take that token: the next `get` asks for another one.
    void drop(const std::string& token);

private:
    using Time = std::chrono::steady_clock::time_point;

    Task<> renew();
    Task<Result<>> ask();

    const ServiceAccount account_;
    HttpClient& http_;
    const Clock& clock_;
    Log& log_;
    std::string token_;
    Time renewAt_{};
    Time nextTry_{};
    Error lastFailure_;
    bool isRenewing_ = false;
    std::vector<LoopTimer*> waiting_;
};

}  // namespace baithak
