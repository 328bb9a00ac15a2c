// SPDX-License-Identifier: MIT

#include "server/auth/status_proof.h"

#include <sodium.h>

#include <array>
#include <charconv>

#include "server/auth/access_keys.h"

namespace baithak {
namespace {

constexpr std::string_view kScheme = "Baithak-Status ";

static_assert(crypto_auth_hmacsha256_KEYBYTES == crypto_generichash_BYTES, "the token's hash is the proof's key");

// The server keeps the hash of a token alone: that is what both sides sign with.
std::string proofBy(std::string_view tokenHash, std::string_view opsAddress, std::uint64_t ms) {
    const auto text = "GET /admin/status\n" + std::string(opsAddress) + "\n" + std::to_string(ms);
    std::array<unsigned char, crypto_auth_hmacsha256_BYTES> code{};
    crypto_auth_hmacsha256(code.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                           reinterpret_cast<const unsigned char*>(tokenHash.data()));
    std::string hex(code.size() * 2 + 1, '\0');
    sodium_bin2hex(hex.data(), hex.size(), code.data(), code.size());
    hex.pop_back();  // the final NUL
    return std::string(kScheme) + std::to_string(ms) + " " + hex;
}

}  // namespace

std::string statusProof(std::string_view token, std::string_view opsAddress, Timestamp at) {
    return proofBy(hashAccessKey(token), opsAddress, at.ms);
}

bool isStatusProof(std::string_view authorization) { return authorization.starts_with(kScheme); }

bool provesStatus(std::string_view authorization, std::string_view tokenHash, std::string_view opsAddress,
                  Timestamp now) {
    if (!isStatusProof(authorization) || tokenHash.size() != crypto_auth_hmacsha256_KEYBYTES) return false;
    const auto time = authorization.substr(kScheme.size());
    std::uint64_t ms = 0;
    const auto [end, failure] = std::from_chars(time.data(), time.data() + time.size(), ms);
    if (failure != std::errc{}) return false;
    const auto apart = ms > now.ms ? ms - now.ms : now.ms - ms;
    const auto expected = proofBy(tokenHash, opsAddress, ms);
    const bool isSame = authorization.size() == expected.size() &&
                        sodium_memcmp(authorization.data(), expected.data(), expected.size()) == 0;
    return isSame && apart <= kStatusProofMs;
}

}  // namespace baithak
