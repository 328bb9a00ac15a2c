// SPDX-License-Identifier: MIT
#pragma once

// Keys, certificates and signatures for tests, made by OpenSSL and by no code of the product: an authority of our own
// for TLS, and the other side of signed tokens.

#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace baithak::test {

// A pair of keys; copies share it.
class TestKey {
public:
    static TestKey rsa(int bits = 2048);
    // RSA keys that are made once in a run, as that takes long: the same number gives the same key.
    static TestKey known(std::size_t number);
    static TestKey ec(const std::string& curve = "P-256");

    std::string privatePem() const;
    std::string publicPem() const;
    // A certificate that the key has signed itself, as Google shows its keys.
    std::string certificate(const std::string& name = "test") const;
    // As a JSON Web Key, public half only, with these members added: `"kid":"1"`.
    std::string jwk(const std::string& members = "") const;

    // The bytes of a JWS signature by that algorithm of RFC 7518; whatever the key's kind, when OpenSSL lets us.
    std::string sign(std::string_view algorithm, std::string_view data) const;
    bool verify(std::string_view algorithm, std::string_view data, const std::string& signature) const;

    evp_pkey_st* get() const noexcept { return key_.get(); }

private:
    explicit TestKey(evp_pkey_st* key);
    std::shared_ptr<evp_pkey_st> key_;
};

// `header.payload.signature`; header and payload are JSON.
std::string signedToken(const TestKey& key, std::string_view algorithm, const std::string& header,
                        const std::string& payload);

// A certificate and its key, for a TLS server.
struct TlsIdentity {
    std::string certificate;
    std::string key;
};

// A certificate authority.
class TestAuthority {
public:
    TestAuthority();

    // PEM.
    const std::string& certificate() const noexcept { return certificate_; }
    // For a server of that name, `localhost` or `127.0.0.1`.
    TlsIdentity issue(const std::string& server) const;

private:
    TestKey key_;
    std::string certificate_;
};

}  // namespace baithak::test
