// SPDX-License-Identifier: MIT

// Checking and making signatures with the keys of keys.h (RFC 7518, 3).

#include <openssl/err.h>
#include <openssl/rsa.h>

#include <array>

#include "server/jose/keys.h"
#include "server/jose/openssl_owned.h"

namespace baithak {
namespace {

enum class Family : std::uint8_t { rsa, pss, ec };

struct AlgorithmFacts {
    std::string_view name;
    Family family;
    const EVP_MD* (*digest)();
    int bits = 0;  // of the curve
    std::string_view curve = {};
};

// In the order of SignatureAlgorithm.
constexpr std::array<AlgorithmFacts, 9> kAlgorithms{{
    {"RS256", Family::rsa, EVP_sha256},
    {"RS384", Family::rsa, EVP_sha384},
    {"RS512", Family::rsa, EVP_sha512},
    {"PS256", Family::pss, EVP_sha256},
    {"PS384", Family::pss, EVP_sha384},
    {"PS512", Family::pss, EVP_sha512},
    {"ES256", Family::ec, EVP_sha256, 256, "prime256v1"},
    {"ES384", Family::ec, EVP_sha384, 384, "secp384r1"},
    {"ES512", Family::ec, EVP_sha512, 521, "secp521r1"},
}};

const AlgorithmFacts& factsOf(SignatureAlgorithm algorithm) { return kAlgorithms[static_cast<std::size_t>(algorithm)]; }

// A signature of RFC 7518, 3.4 is two numbers of the curve's width side by side; OpenSSL wants DER. Empty when it is
// not.
std::string derOf(std::string_view signature, int curveBits) {
    const auto width = (static_cast<std::size_t>(curveBits) + 7) / 8;
    if (signature.size() != 2 * width) return {};
    const auto* bytes = unsignedBytes(signature);
    Owned<BIGNUM> r(BN_bin2bn(bytes, static_cast<int>(width), nullptr));
    Owned<BIGNUM> s(BN_bin2bn(bytes + width, static_cast<int>(width), nullptr));
    Owned<ECDSA_SIG> pair(ECDSA_SIG_new());
    if (!pair || ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1) return {};
    static_cast<void>(r.release());
    static_cast<void>(s.release());
    unsigned char* der = nullptr;
    const int size = i2d_ECDSA_SIG(pair.get(), &der);
    if (size <= 0) return {};
    std::string text(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return text;
}

bool setPss(EVP_PKEY_CTX* context) {
    return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
}

}  // namespace

std::string_view nameOf(SignatureAlgorithm algorithm) noexcept { return factsOf(algorithm).name; }

std::optional<SignatureAlgorithm> algorithmOf(std::string_view name) noexcept {
    for (std::size_t i = 0; i < kAlgorithms.size(); ++i) {
        if (kAlgorithms[i].name == name) return static_cast<SignatureAlgorithm>(i);
    }
    return std::nullopt;
}

bool PublicKey::fits(SignatureAlgorithm algorithm) const noexcept {
    const auto& facts = factsOf(algorithm);
    if (facts.family != Family::ec) return EVP_PKEY_is_a(key_.get(), "RSA") == 1;
    std::array<char, 32> curve{};
    std::size_t size = 0;
    return EVP_PKEY_is_a(key_.get(), "EC") == 1 &&
           EVP_PKEY_get_group_name(key_.get(), curve.data(), curve.size(), &size) == 1 &&
           std::string_view(curve.data(), size) == facts.curve;
}

bool PublicKey::verifies(SignatureAlgorithm algorithm, std::string_view data, std::string_view signature) const {
    if (!fits(algorithm)) return false;
    const auto& facts = factsOf(algorithm);
    std::string der;
    if (facts.family == Family::ec) {
        der = derOf(signature, facts.bits);
        if (der.empty()) return false;
        signature = der;
    }
    Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* keyContext = nullptr;
    const bool isGood =
        context && EVP_DigestVerifyInit(context.get(), &keyContext, facts.digest(), nullptr, key_.get()) == 1 &&
        (facts.family != Family::pss || setPss(keyContext)) &&
        EVP_DigestVerify(context.get(), unsignedBytes(signature), signature.size(), unsignedBytes(data), data.size()) ==
            1;
    ERR_clear_error();
    return isGood;
}

Result<std::string> PrivateKey::sign(std::string_view data) const {
    Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
    std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(key_.get())), '\0');
    auto size = signature.size();
    const bool isSigned = context &&
                          EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1 &&
                          EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                                         unsignedBytes(data), data.size()) == 1;
    ERR_clear_error();
    if (!isSigned) return Error{Errc::internal, "the key can't sign"};
    signature.resize(size);
    return signature;
}

}  // namespace baithak
