// SPDX-License-Identifier: MIT
#pragma once

// Sign-in by an ID token: the signature by a key of the issuer, the claims, the username that the token entitles to,
// and the binding of that username to the subject, made by the first sign-in, or by an operator when the account has a
// password, and kept for good. What `firebase` and
// `oidc` have in common. Lives on one loop.

#include <functional>
#include <memory>

#include "server/auth/auth_provider.h"
#include "server/auth/id_token.h"
#include "server/auth/key_source.h"

namespace baithak {

// The username that the claims entitle to; Errc::unauthenticated when they entitle to none.
using UsernameOf = std::function<Result<std::string>(const nlohmann::json& claims)>;

struct TokenAuthPorts {
    UserStore& users;
    HttpClient& http;
    const Clock& clock;
    Log& log;
};

std::unique_ptr<AuthProvider> makeTokenAuth(TokenAuthPorts ports, IdTokenRules rules, FetchKeys fetch,
                                            UsernameOf usernameOf, KeyTimes times = {});

}  // namespace baithak
