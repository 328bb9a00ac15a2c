// SPDX-License-Identifier: MIT
#include "server/jose/keys.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <nlohmann/json.hpp>

#include "server/jose/openssl_owned.h"
#include "server/jose/unique_json.h"
#include "shared/base/base64.h"

namespace baithak {
namespace {

using nlohmann::json;

constexpr int kLeastRsaBits = 2048;
constexpr int kMostRsaBits = 8192;
constexpr std::size_t kMostKeys = 64;

std::string textOf(const json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Owned<BIGNUM> numberOf(const json& jwk, const char* name) {
    const auto bytes = decodeBase64(textOf(jwk, name), Base64::url);
    if (!bytes || bytes->empty() || bytes->size() > kMostRsaBits / 8) return nullptr;
    return Owned<BIGNUM>(BN_bin2bn(unsignedBytes(*bytes), static_cast<int>(bytes->size()), nullptr));
}

// Null when the parameters make no key.
Owned<EVP_PKEY> keyFrom(const char* kind, OSSL_PARAM_BLD* builder) {
    Owned<OSSL_PARAM> parameters(OSSL_PARAM_BLD_to_param(builder));
    Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
    EVP_PKEY* key = nullptr;
    if (parameters && context && EVP_PKEY_fromdata_init(context.get()) == 1)
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get());
    return Owned<EVP_PKEY>(key);
}

Owned<EVP_PKEY> rsaFrom(const json& jwk) {
    const auto modulus = numberOf(jwk, "n");
    const auto exponent = numberOf(jwk, "e");
    Owned<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
    if (!modulus || !exponent || !builder) return nullptr;
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
    OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
    return keyFrom("RSA", builder.get());
}

struct Curve {
    std::string_view name;
    std::size_t width;
};
constexpr Curve kCurves[] = {{"P-256", 32}, {"P-384", 48}, {"P-521", 66}};

Owned<EVP_PKEY> ecFrom(const json& jwk) {
    const auto name = textOf(jwk, "crv");
    const auto x = decodeBase64(textOf(jwk, "x"), Base64::url);
    const auto y = decodeBase64(textOf(jwk, "y"), Base64::url);
    for (const auto& curve : kCurves) {
        if (curve.name != name) continue;
        if (!x || !y || x->size() != curve.width || y->size() != curve.width) return nullptr;
        const auto point = "\x04" + *x + *y;  // uncompressed
        Owned<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
        if (!builder) return nullptr;
        OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, name.c_str(), 0);
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
        return keyFrom("EC", builder.get());
    }
    return nullptr;
}

bool isForSignatures(const json& jwk) {
    const auto use = textOf(jwk, "use");
    if (!use.empty() && use != "sig") return false;
    const auto operations = jwk.find("key_ops");
    return operations == jwk.end() ||
           (operations->is_array() && std::find(operations->begin(), operations->end(), "verify") != operations->end());
}

}  // namespace

Result<PublicKey> PublicKey::checked(std::shared_ptr<evp_pkey_st> key) {
    ERR_clear_error();
    if (!key) return Error{Errc::malformed, "the key can't be read"};
    const int bits = EVP_PKEY_get_bits(key.get());
    const bool isRsa = EVP_PKEY_is_a(key.get(), "RSA") == 1;
    if (!isRsa && EVP_PKEY_is_a(key.get(), "EC") != 1) return Error{Errc::malformed, "the key is of another kind"};
    if (isRsa && (bits < kLeastRsaBits || bits > kMostRsaBits))
        return Error{Errc::malformed, "an RSA key of " + std::to_string(bits) + " bits won't do"};
    Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new(key.get(), nullptr));
    const bool isWhole = context && EVP_PKEY_public_check_quick(context.get()) == 1;
    ERR_clear_error();
    if (!isWhole) return Error{Errc::malformed, "the key is no sound one"};
    return PublicKey(std::move(key));
}

Result<PublicKey> PublicKey::fromCertificate(std::string_view pem) {
    const auto bio = memoryBio(pem);
    Owned<X509> certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
    if (!certificate) return ERR_clear_error(), Error{Errc::malformed, "the certificate can't be read"};
    return checked(Owned<EVP_PKEY>(X509_get_pubkey(certificate.get())));
}

Result<PublicKey> PublicKey::fromJwk(std::string_view text) {
    const auto jwk = parseUniqueJson(text);
    if (!jwk || !jwk->is_object()) return Error{Errc::malformed, "the key is not a JSON object"};
    const auto kind = textOf(*jwk, "kty");
    if (kind == "RSA") return checked(rsaFrom(*jwk));
    if (kind == "EC") return checked(ecFrom(*jwk));
    return Error{Errc::malformed, "the key is of another kind"};
}

Result<PrivateKey> PrivateKey::fromPem(std::string_view pem) {
    const auto bio = memoryBio(pem);
    // Without a callback of its own OpenSSL would ask the terminal for the password of a locked key.
    const auto noPassword = [](char*, int, int, void*) { return -1; };
    Owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(bio.get(), nullptr, noPassword, nullptr));
    ERR_clear_error();
    if (!key) return Error{Errc::malformed, "the private key can't be read"};
    if (EVP_PKEY_is_a(key.get(), "RSA") != 1 || EVP_PKEY_get_bits(key.get()) < kLeastRsaBits)
        return Error{Errc::malformed, "the private key is not an RSA key of at least 2048 bits"};
    return PrivateKey(std::move(key));
}

Result<std::vector<NamedKey>> readKeySet(std::string_view text) {
    const auto set = parseUniqueJson(text);
    if (!set || !set->is_object() || !set->contains("keys") || !(*set)["keys"].is_array())
        return Error{Errc::malformed, "that is no JWK set"};
    std::vector<NamedKey> keys;
    for (const auto& jwk : (*set)["keys"]) {
        if (!jwk.is_object() || !isForSignatures(jwk) || keys.size() == kMostKeys) continue;
        const auto algorithm = textOf(jwk, "alg");
        if (!algorithm.empty() && !algorithmOf(algorithm)) continue;
        auto key = PublicKey::fromJwk(jwk.dump());
        if (key) keys.push_back({textOf(jwk, "kid"), algorithmOf(algorithm), std::move(*key)});
    }
    if (keys.empty()) return Error{Errc::malformed, "the JWK set has no key that could be used"};
    return keys;
}

Result<std::vector<NamedKey>> readCertificates(std::string_view text) {
    const auto set = parseUniqueJson(text);
    if (!set || !set->is_object()) return Error{Errc::malformed, "that is no object of certificates"};
    std::vector<NamedKey> keys;
    for (const auto& [id, pem] : set->items()) {
        if (!pem.is_string() || id.empty() || keys.size() == kMostKeys) continue;
        auto key = PublicKey::fromCertificate(pem.get_ref<const std::string&>());
        if (key) keys.push_back({id, std::nullopt, std::move(*key)});
    }
    if (keys.empty()) return Error{Errc::malformed, "there is no certificate that could be used"};
    return keys;
}

}  // namespace baithak
