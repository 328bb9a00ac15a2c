// SPDX-License-Identifier: MIT
#pragma once

// Access keys: 256 random bits, shown to their device once and stored as a hash; and the check of the credentials that
// a request carries (docs/protocol.md, A2): headers `user` and `accesskey`, or cookies of the same names when the
// request's Origin is one of our own.

#include <string>
#include <vector>

#include "server/net/http_request.h"
#include "server/runtime/clock.h"
#include "server/store/user_store.h"

namespace baithak {

std::string makeAccessKey();                      // base64url, 43 characters
std::string hashAccessKey(std::string_view key);  // BLAKE2b-256, raw bytes

class Authenticator {
public:
    // `allowedOrigins`: origins whose cookies count, besides the request's own Host.
    Authenticator(UserStore& users, const Clock& clock, std::vector<std::string> allowedOrigins);

    // The device behind a request. Errc::unauthenticated when it shows no or wrong credentials.
    Task<Result<Device>> authenticate(HttpRequestPtr request);

private:
    UserStore& users_;
    const Clock& clock_;
    std::vector<std::string> allowedOrigins_;
};

}  // namespace baithak
