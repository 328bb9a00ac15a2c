// SPDX-License-Identifier: MIT
#pragma once

// Keys of signed tokens: RSA and elliptic curves, from certificates, JSON Web Keys (RFC 7517) and PEM. Values that
// share their key; safe from any thread. HMAC has no place here: whoever may check our tokens' issuers must not be able
// to sign for them.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"

struct evp_pkey_st;

namespace baithak {

// The algorithms of RFC 7518, 3.1 that use a key pair.
enum class SignatureAlgorithm : std::uint8_t { rs256, rs384, rs512, ps256, ps384, ps512, es256, es384, es512 };

std::string_view nameOf(SignatureAlgorithm algorithm) noexcept;  // `RS256`
std::optional<SignatureAlgorithm> algorithmOf(std::string_view name) noexcept;

// What checks a signature. RSA keys have 2048 to 8192 bits.
class PublicKey {
public:
    static Result<PublicKey> fromCertificate(std::string_view pem);
    static Result<PublicKey> fromJwk(std::string_view json);

    // Whether the key is of the kind, and on the curve, that the algorithm asks for.
    bool fits(SignatureAlgorithm algorithm) const noexcept;
    // False, too, when the key does not fit.
    bool verifies(SignatureAlgorithm algorithm, std::string_view data, std::string_view signature) const;

private:
    friend class PrivateKey;
    static Result<PublicKey> checked(std::shared_ptr<evp_pkey_st> key);
    explicit PublicKey(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}

    std::shared_ptr<evp_pkey_st> key_;
};

// An RSA key that signs by RS256.
class PrivateKey {
public:
    static Result<PrivateKey> fromPem(std::string_view pem);

    Result<std::string> sign(std::string_view data) const;

private:
    explicit PrivateKey(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}

    std::shared_ptr<evp_pkey_st> key_;
};

// A key as its owner publishes it.
struct NamedKey {
    std::string id;                               // `kid`; may be empty in a JWK set
    std::optional<SignatureAlgorithm> algorithm;  // the only one it is for, when said
    PublicKey key;
};

// A JWK set (RFC 7517, 5). Keys that are not for signatures, or of a kind that is not ours, are passed over.
Result<std::vector<NamedKey>> readKeySet(std::string_view json);
// An object of certificates by `kid`, as Google publishes them.
Result<std::vector<NamedKey>> readCertificates(std::string_view json);

}  // namespace baithak
