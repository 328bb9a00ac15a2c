// SPDX-License-Identifier: MIT
#include "tests/support/token_issuer.h"

namespace baithak::test {

using nlohmann::json;

TokenIssuer::TokenIssuer() : stranger_(TestKey::known(1)) {
    addKey("key-1", TestKey::known(0));
    server_ = std::make_unique<HttpStandIn>([this](const StandInRequest& request) { return answer(request); });
}

void TokenIssuer::addKey(const std::string& id, TestKey key) {
    set([&] {
        keys_.insert_or_assign(id, std::move(key));
        current_ = id;
    });
}

void TokenIssuer::withdrawKey(const std::string& id) {
    set([&] { keys_.erase(id); });
}

StandInAnswer TokenIssuer::answer(const StandInRequest& request) {
    const std::lock_guard lock(mutex_);
    StandInAnswer answer;
    answer.status = status_;
    answer.headers = {{"Cache-Control", cacheControl_}};
    if (request.target == "/certificates") {
        ++fetches_;
        answer.body = certificates();
    } else if (request.target == "/keys") {
        ++fetches_;
        answer.body = keySet();
    } else if (request.target == "/.well-known/openid-configuration") {
        const json usual = {{"issuer", url()}, {"jwks_uri", url() + "/keys"}};
        answer.body = configuration_.empty() ? usual.dump() : configuration_;
    } else {
        answer.status = 404;
    }
    return answer;
}

std::string TokenIssuer::certificates() const {
    json set = json::object();
    for (const auto& [id, key] : keys_) set[id] = key.certificate();
    return set.dump();
}

std::string TokenIssuer::keySet() const {
    json set = {{"keys", json::array()}};
    for (const auto& [id, key] : keys_) {
        auto jwk = json::parse(key.jwk());
        jwk["kid"] = id;
        jwk["use"] = "sig";
        set["keys"].push_back(jwk);
    }
    return set.dump();
}

std::string TokenIssuer::token(const json& claims, json header) const {
    if (!header.contains("alg")) header["alg"] = "RS256";
    if (!header.contains("kid")) header["kid"] = current_;
    return signedToken(key(), header["alg"].get<std::string>(), header.dump(), claims.dump());
}

json firebaseClaims(const std::string& project, std::uint64_t nowMs, const std::string& uid, const std::string& phone) {
    const auto now = nowMs / 1000;
    return {{"iss", "https://securetoken.google.com/" + project},
            {"aud", project},
            {"auth_time", now - 10},
            {"iat", now - 5},
            {"exp", now + 3600},
            {"sub", uid},
            {"user_id", uid},
            {"phone_number", phone},
            {"firebase", {{"identities", {{"phone", {phone}}}}, {"sign_in_provider", "phone"}}}};
}

json oidcClaims(const std::string& issuer, const std::string& audience, std::uint64_t nowMs, const std::string& subject,
                const std::string& username) {
    const auto now = nowMs / 1000;
    return {{"iss", issuer},    {"aud", audience}, {"iat", now - 5},
            {"exp", now + 600}, {"sub", subject},  {"preferred_username", username}};
}

}  // namespace baithak::test
