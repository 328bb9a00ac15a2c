// SPDX-License-Identifier: MIT
#pragma once

// JSON Web Tokens in the compact form of RFC 7515, signed by a key pair. Reading is strict: the algorithm is one that
// the reader named, never `none` and never HMAC; base64url without slack; no name twice; no extension that must be
// understood (`crit`). Pure; any bytes are safe input. A token is a secret: no error repeats any of it.

#include <span>
#include <string>
#include <string_view>

#include "server/jose/keys.h"

namespace baithak {

inline constexpr std::size_t kMaxTokenBytes = 16 * 1024;

// A token that has been read, and not yet believed.
struct Jwt {
    SignatureAlgorithm algorithm = SignatureAlgorithm::rs256;
    std::string keyId;       // `kid`; empty when it has none
    std::string claims;      // a JSON object
    std::string signedPart;  // what the signature is over
    std::string signature;
};

// Errc::malformed with a sentence.
Result<Jwt> readJwt(std::string_view token, std::span<const SignatureAlgorithm> allowed);

inline bool isSignedBy(const Jwt& token, const PublicKey& key) {
    return key.verifies(token.algorithm, token.signedPart, token.signature);
}

// A token of ours, by RS256; `claims` is a JSON object.
Result<std::string> signJwt(std::string_view claims, const PrivateKey& key, std::string_view keyId);

}  // namespace baithak
