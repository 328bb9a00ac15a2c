// SPDX-License-Identifier: MIT
#include "server/auth/oidc/oidc_auth.h"

namespace baithak {
namespace {

using nlohmann::json;

constexpr std::string_view kUsualClaim = "preferred_username";

// Its configuration stands below the issuer's address; a slash at its end is not doubled.
std::string configurationUrl(const std::string& issuer) {
    return issuer + (issuer.ends_with('/') ? "" : "/") + ".well-known/openid-configuration";
}

// The address of the keys. An issuer by HTTPS has its keys there, too: nothing on the way can exchange them.
Result<std::string> keysUrlOf(const std::string& body, const std::string& issuer) {
    const auto configuration = json::parse(body, nullptr, false);
    if (!configuration.is_object()) return Error{Errc::malformed, "the issuer's configuration is no JSON object"};
    if (textClaim(configuration, "issuer") != issuer)
        return Error{Errc::malformed, "the configuration is that of another issuer"};
    auto url = textClaim(configuration, "jwks_uri");
    if (!url.starts_with("https://") && !(url.starts_with("http://") && issuer.starts_with("http://")))
        return Error{Errc::malformed, "the issuer's configuration names no safe address of its keys (jwks_uri)"};
    return url;
}

Task<Result<FetchedKeys>> discover(HttpClient& http, std::string issuer) {
    HttpCall call;
    call.url = configurationUrl(issuer);
    auto answer = co_await http.send(std::move(call));
    if (!answer) co_return answer.error();
    if (answer->status != 200)
        co_return Error{Errc::unavailable,
                        "the issuer answered " + std::to_string(answer->status) + " when asked for its configuration"};
    auto url = keysUrlOf(answer->body, issuer);
    if (!url) co_return url.error();
    auto keys = co_await fetchKeys(http, std::move(*url), readKeySet);
    co_return keys;
}

// An address that nobody has verified is anybody's.
std::string verifiedEmailOf(const json& claims) {
    const auto verified = claims.find("email_verified");
    return verified != claims.end() && *verified == json(true) ? textClaim(claims, "email") : std::string();
}

Result<std::string> usernameOf(const json& claims, const std::string& claim) {
    auto name = claim == "email" ? verifiedEmailOf(claims) : textClaim(claims, claim);
    if (name.empty() && claim == kUsualClaim) name = verifiedEmailOf(claims);
    if (name.empty() && claim == kUsualClaim) name = textClaim(claims, "sub");
    if (name.empty()) return Error{Errc::unauthenticated, "The token has no " + claim + " that could be a username."};
    return name;
}

}  // namespace

std::unique_ptr<AuthProvider> makeOidcAuth(TokenAuthPorts ports, OidcConfig config) {
    using enum SignatureAlgorithm;
    IdTokenRules rules;
    rules.issuer = config.issuer;
    rules.audience = config.audience;
    rules.algorithms = {rs256, rs384, rs512, ps256, ps384, ps512, es256, es384, es512};
    auto fetch = [&http = ports.http, issuer = config.issuer] { return discover(http, issuer); };
    auto username = [claim = config.usernameClaim](const json& claims) { return usernameOf(claims, claim); };
    return makeTokenAuth(ports, std::move(rules), std::move(fetch), std::move(username), config.times);
}

}  // namespace baithak
