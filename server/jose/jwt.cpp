// SPDX-License-Identifier: MIT
#include "server/jose/jwt.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "server/jose/unique_json.h"
#include "shared/base/base64.h"

namespace baithak {
namespace {

using nlohmann::json;

Error malformed(std::string text) { return {Errc::malformed, "the token " + std::move(text)}; }

// `JWT` in any case, or nothing: an access token (`at+jwt`) does not say who signed in.
bool isIdTokenType(const json& header) {
    const auto type = header.find("typ");
    if (type == header.end()) return true;
    if (!type->is_string()) return false;
    auto text = type->get<std::string>();
    for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return text == "JWT";
}

Result<> readHeader(const json& header, std::span<const SignatureAlgorithm> allowed, Jwt& token) {
    if (header.contains("crit")) return malformed("asks for an extension that is not known here");
    if (!isIdTokenType(header)) return malformed("is of another type than JWT");
    const auto name = header.find("alg");
    if (name == header.end() || !name->is_string()) return malformed("names no algorithm");
    const auto algorithm = algorithmOf(name->get_ref<const std::string&>());
    if (!algorithm || std::find(allowed.begin(), allowed.end(), *algorithm) == allowed.end())
        return malformed("is signed by an algorithm that is not allowed");
    token.algorithm = *algorithm;
    const auto keyId = header.find("kid");
    if (keyId == header.end()) return {};
    if (!keyId->is_string()) return malformed("has a kid that is no text");
    token.keyId = keyId->get<std::string>();
    return {};
}

}  // namespace

Result<Jwt> readJwt(std::string_view text, std::span<const SignatureAlgorithm> allowed) {
    if (text.size() > kMaxTokenBytes) return malformed("is longer than 16 KiB");
    const auto first = text.find('.');
    const auto second = first == text.npos ? text.npos : text.find('.', first + 1);
    if (second == text.npos || text.find('.', second + 1) != text.npos) return malformed("has not three parts");
    const auto header = decodeBase64(text.substr(0, first), Base64::url);
    auto claims = decodeBase64(text.substr(first + 1, second - first - 1), Base64::url);
    auto signature = decodeBase64(text.substr(second + 1), Base64::url);
    if (!header || !claims || !signature) return malformed("is not base64url");

    const auto head = parseUniqueJson(*header);
    if (!head || !head->is_object()) return malformed("has no header that is a JSON object");
    const auto body = parseUniqueJson(*claims);
    if (!body || !body->is_object()) return malformed("has no claims that are a JSON object");
    Jwt token;
    if (auto read = readHeader(*head, allowed, token); !read) return read.error();
    token.claims = std::move(*claims);
    token.signedPart = text.substr(0, second);
    token.signature = std::move(*signature);
    return token;
}

Result<std::string> signJwt(std::string_view claims, const PrivateKey& key, std::string_view keyId) {
    json header = {{"alg", "RS256"}, {"typ", "JWT"}};
    if (!keyId.empty()) header["kid"] = keyId;
    auto text = encodeBase64(header.dump(), Base64::url) + "." + encodeBase64(claims, Base64::url);
    auto signature = key.sign(text);
    if (!signature) return signature.error();
    return text + "." + encodeBase64(*signature, Base64::url);
}

}  // namespace baithak
