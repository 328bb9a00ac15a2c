// SPDX-License-Identifier: MIT

#include "server/auth/operator_tokens.h"

#include <sodium.h>

#include <algorithm>
#include <fstream>

#include "server/auth/access_keys.h"
#include "server/auth/status_proof.h"

namespace baithak {
namespace {

constexpr std::string_view kScheme = "bearer ";
constexpr std::size_t kLeastCharacters = 32;

// The scheme's name is read in any letter case (RFC 9110, 11.1).
std::string_view bearerOf(std::string_view header) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    const bool isBearer =
        header.size() > kScheme.size() && std::equal(kScheme.begin(), kScheme.end(), header.begin(),
                                                     [&](char wanted, char given) { return wanted == lower(given); });
    return isBearer ? header.substr(kScheme.size()) : std::string_view();
}

}  // namespace

void OperatorTokens::accept(std::string by, std::string_view token) {
    known_.push_back({std::move(by), hashAccessKey(token)});
}

Result<std::string> OperatorTokens::holderOf(const HttpRequest& request) const {
    const auto token = bearerOf(request.header("authorization"));
    if (token.empty()) return {Errc::unauthenticated, "The request shows no operator's token."};
    const auto hash = hashAccessKey(token);
    const Known* found = nullptr;
    for (const auto& known : known_) {
        if (sodium_memcmp(known.hash.data(), hash.data(), hash.size()) == 0) found = &known;
    }
    if (found == nullptr) return {Errc::unauthenticated, "The operator's token is not one of this server's."};
    return found->by;
}

Result<std::string> OperatorTokens::proverOf(const HttpRequest& request, std::string_view opsAddress,
                                             Timestamp now) const {
    const auto shown = request.header("authorization");
    for (const auto& known : known_) {
        if (provesStatus(shown, known.hash, opsAddress, now)) return known.by;
    }
    return {Errc::unauthenticated, "The proof is by no token of this server's, not for " + std::string(opsAddress) +
                                       ", or not of this minute."};
}

Result<std::string> readTokenFile(const std::string& path) {
    std::ifstream file(path);
    std::string token;
    if (!std::getline(file, token)) return {Errc::unavailable, path + " can't be read, or is empty"};
    if (token.ends_with('\r')) token.pop_back();
    const bool isPlain = std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < '\x7f'; });
    if (token.size() < kLeastCharacters || !isPlain) {
        return {Errc::malformed,
                path + " must hold a token of at least 32 characters without blanks, as of `openssl rand -hex 32`"};
    }
    return token;
}

}  // namespace baithak
