// SPDX-License-Identifier: MIT
#include "server/auth/id_token.h"

#include <algorithm>
#include <cmath>

namespace baithak {
namespace {

using nlohmann::json;

constexpr double kLatest = 1e12;  // seconds: beyond it a time is nonsense

Error refused(const std::string& what) { return {Errc::unauthenticated, "The token's " + what + "."}; }

// Seconds since the epoch; nothing when the claim is missing or no such number.
std::optional<double> timeClaim(const json& claims, const char* name) {
    const auto found = claims.find(name);
    if (found == claims.end() || !found->is_number()) return std::nullopt;
    const auto seconds = found->get<double>();
    if (!std::isfinite(seconds) || seconds < 0 || seconds > kLatest) return std::nullopt;
    return seconds;
}

bool isFor(const json& claims, const std::string& audience) {
    const auto found = claims.find("aud");
    if (found == claims.end()) return false;
    if (found->is_string()) return *found == audience;
    return found->is_array() && std::find(found->begin(), found->end(), json(audience)) != found->end() &&
           // Several audiences: it must have been asked for by us (`azp`).
           (found->size() == 1 || textClaim(claims, "azp") == audience);
}

Result<> checkTimes(const json& claims, const IdTokenRules& rules, Timestamp now) {
    const auto seconds = static_cast<double>(now.ms) / 1000;
    const auto skew = static_cast<double>(rules.skew.count());
    const auto expires = timeClaim(claims, "exp");
    const auto issued = timeClaim(claims, "iat");
    if (!expires || *expires + skew <= seconds) return refused("time is over (exp)");
    if (!issued || *issued - skew > seconds) return refused("time of issue is missing or to come (iat)");
    if (claims.contains("nbf")) {
        const auto begins = timeClaim(claims, "nbf");
        if (!begins || *begins - skew > seconds) return refused("time has not begun (nbf)");
    }
    if (rules.needsAuthTime) {
        const auto authenticated = timeClaim(claims, "auth_time");
        if (!authenticated || *authenticated - skew > seconds)
            return refused("time of authentication is missing or to come (auth_time)");
    }
    return {};
}

}  // namespace

std::string textClaim(const json& claims, std::string_view name) {
    const auto found = claims.find(name);
    return found != claims.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Result<std::string> checkClaims(const json& claims, const IdTokenRules& rules, Timestamp now) {
    if (textClaim(claims, "iss") != rules.issuer) return refused("issuer is another (iss)");
    if (!isFor(claims, rules.audience)) return refused("audience is another (aud)");
    if (claims.contains("azp") && textClaim(claims, "azp") != rules.audience)
        return refused("authorized party is another (azp)");
    if (auto inTime = checkTimes(claims, rules, now); !inTime) return inTime.error();
    auto subject = textClaim(claims, "sub");
    if (subject.empty() || subject.size() > rules.subjectBytes) return refused("subject is empty or too long (sub)");
    return subject;
}

}  // namespace baithak
