// SPDX-License-Identifier: MIT
#pragma once

// The access token for Google's services: asked for when it is needed, kept until shortly before it ends, renewed once
// for all who wait. Lives on one loop.

#include "server/net/http_client.h"
#include "server/push/fcm/service_account.h"
#include "server/runtime/clock.h"
#include "server/runtime/log.h"
#include "server/runtime/single_flight.h"

namespace baithak {

class AccessTokens {
public:
    AccessTokens(ServiceAccount account, HttpClient& http, const Clock& clock, Log& log);

    // Errc::unavailable when there is none to be had now, Errc::forbidden when the account is not let in. `patience` is
    // for the endpoint, when it has to be asked.
    Task<Result<std::string>> get(std::chrono::milliseconds patience);
    // The service did not take that token: the next `get` asks for another one.
    void drop(const std::string& token);

private:
    using Time = std::chrono::steady_clock::time_point;

    Task<> renew(std::chrono::milliseconds patience);
    Task<Result<>> ask(std::chrono::milliseconds patience);

    const ServiceAccount account_;
    HttpClient& http_;
    const Clock& clock_;
    Log& log_;
    std::string token_;
    Time renewAt_{};
    Time nextTry_{};
    Error lastFailure_{Errc::unavailable, "there is no access token"};
    SingleFlight flight_;
};

}  // namespace baithak
