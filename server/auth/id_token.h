// SPDX-License-Identifier: MIT
#pragma once

// What an ID token must say (OpenID Connect Core 1.0, 3.1.3.7, and what Firebase asks besides). Pure.

#include <chrono>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "server/jose/keys.h"
#include "shared/base/result.h"
#include "shared/base/timestamp.h"

namespace baithak {

struct IdTokenRules {
    std::string issuer;
    std::string audience;
    std::vector<SignatureAlgorithm> algorithms;
    bool needsKeyId = false;
    bool needsAuthTime = false;
    std::size_t subjectBytes = 255;
    std::chrono::seconds skew{60};  // that clocks may differ by
};

// The subject (`sub`). Errc::unauthenticated, naming the claim that won't do.
Result<std::string> checkClaims(const nlohmann::json& claims, const IdTokenRules& rules, Timestamp now);

// A claim that is text; empty when it is not there or something else.
std::string textClaim(const nlohmann::json& claims, std::string_view name);

}  // namespace baithak
