// SPDX-License-Identifier: MIT
#pragma once

// ID tokens of any OpenID Connect issuer, found by discovery (OpenID Connect Discovery 1.0): its configuration names
// its keys.

#include "server/auth/token_auth.h"

namespace baithak {

struct OidcConfig {
    std::string issuer;    // as tokens name it, to the letter
    std::string audience;  // our client id
    // The claim that is the username. With `preferred_username`, a token that lacks it is taken for its verified email
    // address, else for its subject.
    std::string usernameClaim = "preferred_username";
    KeyTimes times;
};

std::unique_ptr<AuthProvider> makeOidcAuth(TokenAuthPorts ports, OidcConfig config);

}  // namespace baithak
