// SPDX-License-Identifier: MIT
#include "server/push/fcm/service_account.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "server/jose/jwt.h"

namespace baithak {
namespace {

using nlohmann::json;

constexpr std::string_view kScope = "https://www.googleapis.com/auth/firebase.messaging";
constexpr std::uint64_t kLifeSeconds = 3600;

std::string textOf(const json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// It becomes a part of a URL.
bool isProjectId(std::string_view id) {
    return !id.empty() && id.size() <= 128 && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':';
    });
}

bool isSafeUrl(std::string_view url) {
    return url.starts_with("https://") || url.starts_with("http://127.0.0.1:") || url.starts_with("http://localhost:");
}

Error bad(const char* field) { return {Errc::malformed, std::string("its \"") + field + "\" is missing or won't do"}; }

}  // namespace

Result<ServiceAccount> readServiceAccount(std::string_view text) {
    const auto file = json::parse(text, nullptr, false);
    if (!file.is_object()) return Error{Errc::malformed, "it is not a JSON object"};
    if (textOf(file, "type") != "service_account") return bad("type");
    if (!isProjectId(textOf(file, "project_id"))) return bad("project_id");
    if (textOf(file, "client_email").empty()) return bad("client_email");
    if (!isSafeUrl(textOf(file, "token_uri"))) return bad("token_uri");
    auto key = PrivateKey::fromPem(textOf(file, "private_key"));
    if (!key) return bad("private_key");
    return ServiceAccount{textOf(file, "project_id"), textOf(file, "client_email"), textOf(file, "private_key_id"),
                          textOf(file, "token_uri"), std::move(*key)};
}

Result<std::string> makeAssertion(const ServiceAccount& account, Timestamp now) {
    const auto seconds = now.ms / 1000;
    const json claims = {{"iss", account.email},
                         {"scope", kScope},
                         {"aud", account.tokenUrl},
                         {"iat", seconds},
                         {"exp", seconds + kLifeSeconds}};
    return signJwt(claims.dump(), account.key, account.keyId);
}

}  // namespace baithak
