// SPDX-License-Identifier: MIT
#include "server/auth/firebase/firebase_auth.h"

#include <algorithm>

namespace baithak {
namespace {

constexpr std::size_t kSubjectBytes = 128;

// `+` and 7 to 15 digits, the first of them not 0 (E.164).
bool isPhoneNumber(std::string_view text) {
    return text.size() >= 8 && text.size() <= 16 && text[0] == '+' && text[1] != '0' &&
           std::all_of(text.begin() + 1, text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Result<std::string> phoneNumberOf(const nlohmann::json& claims) {
    auto number = textClaim(claims, "phone_number");
    if (!isPhoneNumber(number)) return Error{Errc::unauthenticated, "The token has no phone number (phone_number)."};
    return number;
}

Result<std::string> uidOf(const nlohmann::json& claims) { return textClaim(claims, "sub"); }

}  // namespace

std::unique_ptr<AuthProvider> makeFirebaseAuth(TokenAuthPorts ports, FirebaseConfig config) {
    IdTokenRules rules;
    rules.issuer = "https://securetoken.google.com/" + config.project;
    rules.audience = config.project;
    rules.algorithms = {SignatureAlgorithm::rs256};
    rules.needsKeyId = true;
    rules.needsAuthTime = true;
    rules.subjectBytes = kSubjectBytes;
    auto fetch = [&http = ports.http, url = config.certificatesUrl] { return fetchKeys(http, url, readCertificates); };
    const auto usernameOf = config.username == FirebaseUsername::uid ? uidOf : phoneNumberOf;
    return makeTokenAuth(ports, std::move(rules), std::move(fetch), usernameOf, config.times);
}

}  // namespace baithak
