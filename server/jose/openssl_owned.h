// SPDX-License-Identifier: MIT
#pragma once

// OpenSSL's objects, owned.

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>

#include <memory>
#include <string_view>

namespace baithak {

struct OpensslFree {
    void operator()(BIO* it) const noexcept { BIO_free(it); }
    void operator()(BIGNUM* it) const noexcept { BN_free(it); }
    void operator()(ECDSA_SIG* it) const noexcept { ECDSA_SIG_free(it); }
    void operator()(EVP_MD_CTX* it) const noexcept { EVP_MD_CTX_free(it); }
    void operator()(EVP_PKEY* it) const noexcept { EVP_PKEY_free(it); }
    void operator()(EVP_PKEY_CTX* it) const noexcept { EVP_PKEY_CTX_free(it); }
    void operator()(OSSL_PARAM* it) const noexcept { OSSL_PARAM_free(it); }
    void operator()(OSSL_PARAM_BLD* it) const noexcept { OSSL_PARAM_BLD_free(it); }
    void operator()(X509* it) const noexcept { X509_free(it); }
};
template <class T>
using Owned = std::unique_ptr<T, OpensslFree>;

inline Owned<BIO> memoryBio(std::string_view bytes) {
    return Owned<BIO>(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
}

inline const unsigned char* unsignedBytes(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace baithak
