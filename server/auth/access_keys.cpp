// SPDX-License-Identifier: MIT

#include "server/auth/access_keys.h"

#include <sodium.h>

#include <algorithm>
#include <array>

namespace baithak {

namespace {

constexpr std::size_t kKeyBytes = 32;

bool isSameText(std::string_view a, std::string_view b) {  // in any letter case
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

std::string_view withoutSlash(std::string_view origin) {
    if (origin.ends_with('/')) origin.remove_suffix(1);
    return origin;
}

// A page of another site can make a browser send our cookies, but not choose the Origin that goes with them.
bool isOwnOrigin(const HttpRequest& request, const std::vector<std::string>& allowed) {
    const auto origin = withoutSlash(request.header("origin"));
    const auto scheme = origin.find("://");
    if (scheme == std::string_view::npos) return false;  // none, or `null`
    if (isSameText(origin.substr(scheme + 3), request.header("host"))) return true;
    return std::any_of(allowed.begin(), allowed.end(),
                       [origin](const std::string& one) { return isSameText(withoutSlash(one), origin); });
}

struct Credentials {
    UserId user;
    std::string_view key;
    bool areThere() const noexcept { return !user.empty() && !key.empty(); }
};

Credentials credentialsOf(const HttpRequest& request, const std::vector<std::string>& allowedOrigins) {
    Credentials inHeaders{UserId(request.header("user")), request.header("accesskey")};
    if (inHeaders.areThere() || !isOwnOrigin(request, allowedOrigins)) return inHeaders;
    return {UserId(request.cookie("user")), request.cookie("accesskey")};
}

}  // namespace

std::string makeAccessKey() {
    std::array<unsigned char, kKeyBytes> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    constexpr auto kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    std::string text(sodium_base64_ENCODED_LEN(kKeyBytes, kVariant), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), kVariant);
    text.pop_back();  // the final NUL
    sodium_memzero(bytes.data(), bytes.size());
    return text;
}

std::string hashAccessKey(std::string_view key) {
    std::string hash(crypto_generichash_BYTES, '\0');
    crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(),
                       reinterpret_cast<const unsigned char*>(key.data()), key.size(), nullptr, 0);
    return hash;
}

Authenticator::Authenticator(UserStore& users, const Clock& clock, std::vector<std::string> allowedOrigins)
    : users_(users), clock_(clock), allowedOrigins_(std::move(allowedOrigins)) {}

Task<Result<Device>> Authenticator::authenticate(HttpRequestPtr request) {
    auto credentials = credentialsOf(*request, allowedOrigins_);
    if (!credentials.areThere()) {
        co_return Result<Device>(Errc::unauthenticated, "The request shows no user and access key.");
    }
    auto hash = hashAccessKey(credentials.key);
    auto device = co_await users_.deviceByKey(std::move(credentials.user), std::move(hash), clock_.now());
    co_return device;
}

}  // namespace baithak
