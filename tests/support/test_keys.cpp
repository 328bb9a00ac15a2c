// SPDX-License-Identifier: MIT
#include "tests/support/test_keys.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <atomic>
#include <map>
#include <mutex>
#include <stdexcept>
#include <vector>

#include "shared/base/base64.h"

namespace baithak::test {
namespace {

void need(bool isDone, const char* what) {
    if (!isDone) throw std::runtime_error(std::string("OpenSSL refuses: ") + what);
}

struct FreeAll {
    void operator()(BIO* it) const { BIO_free(it); }
    void operator()(X509* it) const { X509_free(it); }
    void operator()(EVP_MD_CTX* it) const { EVP_MD_CTX_free(it); }
    void operator()(BIGNUM* it) const { BN_free(it); }
    void operator()(ECDSA_SIG* it) const { ECDSA_SIG_free(it); }
    void operator()(X509_EXTENSION* it) const { X509_EXTENSION_free(it); }
};
template <class T>
using Owned = std::unique_ptr<T, FreeAll>;

std::string textOf(const Owned<BIO>& bio) {
    char* bytes = nullptr;
    const auto size = BIO_get_mem_data(bio.get(), &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}

std::string pemOf(X509* certificate) {
    Owned<BIO> bio(BIO_new(BIO_s_mem()));
    need(PEM_write_bio_X509(bio.get(), certificate) == 1, "to write a certificate");
    return textOf(bio);
}

void addExtension(X509* certificate, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    Owned<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
    need(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1, "an extension");
}

Owned<X509> unsignedCertificate(const TestKey& subject, const std::string& name) {
    static std::atomic<long> serial{1};
    Owned<X509> certificate(X509_new());
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial++);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 24 * 3600);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    need(X509_set_pubkey(certificate.get(), subject.get()) == 1, "a certificate's key");
    return certificate;
}

struct Algorithm {
    const EVP_MD* digest;
    bool isPss;
    bool isEc;
};

Algorithm algorithmOf(std::string_view name) {
    const auto bits = name.substr(2);
    const auto* digest = bits == "256" ? EVP_sha256() : bits == "384" ? EVP_sha384() : EVP_sha512();
    return {digest, name.starts_with("PS"), name.starts_with("ES")};
}

void setPadding(EVP_PKEY_CTX* context, const Algorithm& algorithm) {
    if (!algorithm.isPss) return;
    need(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1, "PSS");
    need(EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1, "the salt's length");
}

std::string bytesOf(const BIGNUM* number, std::size_t width) {
    std::string bytes(width, '\0');
    need(BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(width)) >= 0,
         "a number");
    return bytes;
}

std::size_t widthOf(EVP_PKEY* key) { return (static_cast<std::size_t>(EVP_PKEY_get_bits(key)) + 7) / 8; }

// DER, as OpenSSL has it, to the two numbers side by side of RFC 7518, 3.4; and back.
std::string joinedFromDer(EVP_PKEY* key, const std::string& der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    Owned<ECDSA_SIG> signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
    need(signature != nullptr, "an ECDSA signature");
    const auto width = widthOf(key);
    return bytesOf(ECDSA_SIG_get0_r(signature.get()), width) + bytesOf(ECDSA_SIG_get0_s(signature.get()), width);
}

std::string derFromJoined(const std::string& joined) {
    Owned<ECDSA_SIG> signature(ECDSA_SIG_new());
    const auto half = static_cast<int>(joined.size() / 2);
    const auto* bytes = reinterpret_cast<const unsigned char*>(joined.data());
    ECDSA_SIG_set0(signature.get(), BN_bin2bn(bytes, half, nullptr), BN_bin2bn(bytes + half, half, nullptr));
    unsigned char* der = nullptr;
    const int size = i2d_ECDSA_SIG(signature.get(), &der);
    std::string text(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return text;
}

std::string numberOf(EVP_PKEY* key, const char* name, std::size_t width = 0) {
    BIGNUM* number = nullptr;
    need(EVP_PKEY_get_bn_param(key, name, &number) == 1, name);
    Owned<BIGNUM> owned(number);
    if (width == 0) width = static_cast<std::size_t>(BN_num_bytes(number));
    return encodeBase64(bytesOf(number, width), Base64::url);
}

}  // namespace

TestKey::TestKey(evp_pkey_st* key) : key_(key, [](EVP_PKEY* it) { EVP_PKEY_free(it); }) {
    need(key != nullptr, "to make a key");
}

TestKey TestKey::rsa(int bits) { return TestKey(EVP_RSA_gen(static_cast<unsigned>(bits))); }
TestKey TestKey::known(std::size_t number) {
    static std::mutex mutex;
    static std::map<std::size_t, TestKey> keys;
    const std::lock_guard lock(mutex);
    const auto found = keys.find(number);
    return found != keys.end() ? found->second : keys.emplace(number, rsa()).first->second;
}

TestKey TestKey::ec(const std::string& curve) { return TestKey(EVP_EC_gen(curve.c_str())); }

std::string TestKey::privatePem() const {
    Owned<BIO> bio(BIO_new(BIO_s_mem()));
    need(PEM_write_bio_PKCS8PrivateKey(bio.get(), get(), nullptr, nullptr, 0, nullptr, nullptr) == 1, "a private key");
    return textOf(bio);
}

std::string TestKey::publicPem() const {
    Owned<BIO> bio(BIO_new(BIO_s_mem()));
    need(PEM_write_bio_PUBKEY(bio.get(), get()) == 1, "a public key");
    return textOf(bio);
}

std::string TestKey::certificate(const std::string& name) const {
    auto certificate = unsignedCertificate(*this, name);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
    need(X509_sign(certificate.get(), get(), EVP_sha256()) > 0, "to sign a certificate");
    return pemOf(certificate.get());
}

std::string TestKey::jwk(const std::string& members) const {
    const auto more = members.empty() ? "" : "," + members;
    if (EVP_PKEY_is_a(get(), "RSA") == 1)
        return R"({"kty":"RSA","n":")" + numberOf(get(), OSSL_PKEY_PARAM_RSA_N) + R"(","e":")" +
               numberOf(get(), OSSL_PKEY_PARAM_RSA_E) + "\"" + more + "}";
    const auto width = widthOf(get());
    const char* curve = width == 32 ? "P-256" : width == 48 ? "P-384" : "P-521";
    return std::string(R"({"kty":"EC","crv":")") + curve + R"(","x":")" +
           numberOf(get(), OSSL_PKEY_PARAM_EC_PUB_X, width) + R"(","y":")" +
           numberOf(get(), OSSL_PKEY_PARAM_EC_PUB_Y, width) + "\"" + more + "}";
}

std::string TestKey::sign(std::string_view name, std::string_view data) const {
    const auto algorithm = algorithmOf(name);
    Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* keyContext = nullptr;
    need(EVP_DigestSignInit(context.get(), &keyContext, algorithm.digest, nullptr, get()) == 1, "to begin to sign");
    setPadding(keyContext, algorithm);
    const auto* bytes = reinterpret_cast<const unsigned char*>(data.data());
    std::size_t size = 0;
    need(EVP_DigestSign(context.get(), nullptr, &size, bytes, data.size()) == 1, "to size a signature");
    std::string signature(size, '\0');
    need(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes, data.size()) ==
             1,
         "to sign");
    signature.resize(size);
    return EVP_PKEY_is_a(get(), "EC") == 1 ? joinedFromDer(get(), signature) : signature;
}

bool TestKey::verify(std::string_view name, std::string_view data, const std::string& signature) const {
    const auto algorithm = algorithmOf(name);
    const auto tried = algorithm.isEc ? derFromJoined(signature) : signature;
    Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* keyContext = nullptr;
    need(EVP_DigestVerifyInit(context.get(), &keyContext, algorithm.digest, nullptr, get()) == 1, "to begin to verify");
    setPadding(keyContext, algorithm);
    const bool isGood =
        EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(tried.data()), tried.size(),
                         reinterpret_cast<const unsigned char*>(data.data()), data.size()) == 1;
    ERR_clear_error();
    return isGood;
}

std::string signedToken(const TestKey& key, std::string_view algorithm, const std::string& header,
                        const std::string& payload) {
    const auto input = encodeBase64(header, Base64::url) + "." + encodeBase64(payload, Base64::url);
    return input + "." + encodeBase64(key.sign(algorithm, input), Base64::url);
}

TestAuthority::TestAuthority() : key_(TestKey::ec()) {
    auto certificate = unsignedCertificate(key_, "An authority of tests");
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
    addExtension(certificate.get(), certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
    addExtension(certificate.get(), certificate.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
    addExtension(certificate.get(), certificate.get(), NID_subject_key_identifier, "hash");
    need(X509_sign(certificate.get(), key_.get(), EVP_sha256()) > 0, "to sign an authority");
    certificate_ = pemOf(certificate.get());
}

TlsIdentity TestAuthority::issue(const std::string& server) const {
    const auto key = TestKey::ec();
    auto certificate = unsignedCertificate(key, server);
    Owned<BIO> bio(BIO_new_mem_buf(certificate_.data(), static_cast<int>(certificate_.size())));
    Owned<X509> issuer(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer.get()));
    const bool isAddress = server.find_first_not_of("0123456789.:") == server.npos;
    addExtension(certificate.get(), issuer.get(), NID_subject_alt_name, (isAddress ? "IP:" : "DNS:") + server);
    addExtension(certificate.get(), issuer.get(), NID_ext_key_usage, "serverAuth");
    need(X509_sign(certificate.get(), key_.get(), EVP_sha256()) > 0, "to sign a server's certificate");
    return {pemOf(certificate.get()), key.privatePem()};
}

}  // namespace baithak::test
