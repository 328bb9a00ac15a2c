// SPDX-License-Identifier: MIT
#include "tests/server/bus/nats/nats_jwt.h"

#include <array>
#include <ctime>
#include <fstream>
#include <memory>
#include <vector>

#include <openssl/evp.h>

#include <nlohmann/json.hpp>

#include "shared/base/base64.h"
#include "shared/base/random.h"
#include "tests/support/test_failure.h"

namespace baithak::test {
namespace {

using Bytes = std::vector<std::uint8_t>;
using Json = nlohmann::json;

enum class Kind : std::uint8_t { operatorKey = 14 << 3, accountKey = 0, userKey = 20 << 3 };

std::string base32WithSum(Bytes bytes) {
    std::uint16_t sum = 0;
    for (const auto byte : bytes) {
        sum = static_cast<std::uint16_t>(sum ^ byte << 8);
        for (int i = 0; i < 8; ++i) sum = static_cast<std::uint16_t>(sum & 0x8000 ? sum << 1 ^ 0x1021 : sum << 1);
    }
    bytes.push_back(static_cast<std::uint8_t>(sum));
    bytes.push_back(static_cast<std::uint8_t>(sum >> 8U));
    std::string text;
    std::uint64_t bits = 0;
    unsigned count = 0;
    for (const auto byte : bytes) {
        bits = bits << 8U | byte;
        for (count += 8; count >= 5; count -= 5) text += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[bits >> (count - 5) & 31U];
    }
    if (count > 0) text += "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[bits << (5 - count) & 31U];
    return text;
}

// A key of NATS.
class Key {
public:
    explicit Key(Kind kind) : kind_(static_cast<std::uint8_t>(kind)) {
        systemRandom()(secret_);
        key_.reset(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, secret_.data(), secret_.size()));
    }

    std::string name() const {
        Bytes bytes(33);
        bytes[0] = kind_;
        std::size_t size = 32;
        EVP_PKEY_get_raw_public_key(key_.get(), bytes.data() + 1, &size);
        return base32WithSum(bytes);
    }

    std::string seed() const {
        constexpr std::uint8_t kSeed = 18 << 3;
        Bytes bytes{static_cast<std::uint8_t>(kSeed | kind_ >> 5U), static_cast<std::uint8_t>(kind_ << 3U)};
        bytes.insert(bytes.end(), secret_.begin(), secret_.end());
        return base32WithSum(bytes);
    }

    std::string sign(const Json& claims) const {
        const Json header{{"typ", "JWT"}, {"alg", "ed25519-nkey"}};
        const auto text = encodeBase64(header.dump(), Base64::url) + "." + encodeBase64(claims.dump(), Base64::url);
        std::string signature(64, '\0');
        std::size_t size = signature.size();
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
        EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get());
        const bool isSigned = EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                                             reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1;
        if (!isSigned) throw TestFailure("openssl did not sign");
        return text + "." + encodeBase64(signature, Base64::url);
    }

private:
    struct Free {
        void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    };
    std::uint8_t kind_;
    std::array<std::uint8_t, 32> secret_{};
    std::unique_ptr<EVP_PKEY, Free> key_;
};

Json claimsOf(const Key& issuer, const Key& subject, const std::string& name, Json nats) {
    nats["version"] = 2;
    return {{"jti", name},  {"iat", std::time(nullptr)}, {"iss", issuer.name()},
            {"name", name}, {"sub", subject.name()},     {"nats", std::move(nats)}};
}

std::string userToken(const Key& account, const Key& user) {
    const Json rights{{"type", "user"},        {"subs", -1},           {"data", -1}, {"payload", -1},
                      {"pub", Json::object()}, {"sub", Json::object()}};
    return account.sign(claimsOf(account, user, "user", rights));
}

void writeCredentials(const std::string& path, const std::string& token, const Key& user) {
    std::ofstream(path) << "-----BEGIN NATS USER JWT-----\n"
                        << token << "\n------END NATS USER JWT------\n\n-----BEGIN USER NKEY SEED-----\n"
                        << user.seed() << "\n------END USER NKEY SEED------\n";
}

}  // namespace

NatsIdentities::NatsIdentities() {
    const Key owner(Kind::operatorKey);
    const Key account(Kind::accountKey);
    const Key user(Kind::userKey);
    const Json limits{{"subs", -1},        {"data", -1},         {"payload", -1}, {"imports", -1},
                      {"exports", -1},     {"wildcards", true},  {"conn", -1},    {"leaf", -1},
                      {"mem_storage", -1}, {"disk_storage", -1}, {"streams", -1}, {"consumer", -1}};
    const auto operatorToken = owner.sign(claimsOf(owner, owner, "operator", {{"type", "operator"}}));
    const Key system(Kind::accountKey);
    const auto tokenOf = [&](const Key& key, const std::string& name, const Json& rights) {
        return owner.sign(claimsOf(owner, key, name, {{"type", "account"}, {"limits", rights}}));
    };
    auto withoutStreams = limits;
    for (const auto* kind : {"mem_storage", "disk_storage", "streams", "consumer"}) withoutStreams.erase(kind);
    settings_ = "operator: " + operatorToken + "\nresolver: MEMORY\nsystem_account: " + system.name() +
                "\nresolver_preload: { " + account.name() + ": " + tokenOf(account, "account", limits) + ", " +
                system.name() + ": " + tokenOf(system, "system", withoutStreams) + " }";
    writeCredentials(credentials(), userToken(account, user), user);
    const Key stranger(Kind::accountKey);
    writeCredentials(foreignCredentials(), userToken(stranger, user), user);
}

}  // namespace baithak::test
