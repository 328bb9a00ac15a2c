// SPDX-License-Identifier: MIT
#include "server/blob/s3/sigv4.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <ctime>

#include "server/net/http_request.h"

namespace baithak {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

std::string hexadecimal(std::string_view bytes) {
    std::string text(bytes.size() * 2 + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    text.pop_back();
    return text;
}

std::string sha256(std::string_view text) {
    std::string hash(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256(reinterpret_cast<unsigned char*>(hash.data()),
                       reinterpret_cast<const unsigned char*>(text.data()), text.size());
    return hash;
}

std::string hmac(std::string_view key, std::string_view text) {
    std::string code(crypto_auth_hmacsha256_BYTES, '\0');
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(key.data()), key.size());
    crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(text.data()), text.size());
    crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char*>(code.data()));
    return code;
}

// `20130524T000000Z`
std::string timeText(Timestamp at) {
    const auto seconds = static_cast<std::time_t>(at.ms / 1000);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 20> text;
    const auto size = std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%SZ", &parts);
    return {text.data(), size};
}

// Encoded and in the order that is signed.
std::string queryText(const S3Request::Pairs& query) {
    S3Request::Pairs encoded;
    for (const auto& [name, value] : query) encoded.emplace_back(percentEncoded(name), percentEncoded(value));
    std::sort(encoded.begin(), encoded.end());
    std::string text;
    for (const auto& [name, value] : encoded) text += (text.empty() ? "" : "&") + name + "=" + value;
    return text;
}

std::string signingKey(const S3Credentials& credentials, std::string_view day, std::string_view region) {
    const auto ofDay = hmac("AWS4" + credentials.secretKey, day);
    const auto ofRegion = hmac(ofDay, region);
    return hmac(hmac(ofRegion, "s3"), "aws4_request");
}

}  // namespace

std::string presign(const S3Request& request, const S3Credentials& credentials, std::string_view region, Timestamp now,
                    std::chrono::seconds lifetime) {
    auto headers = request.headers;
    headers.emplace_back("host", request.host);
    std::sort(headers.begin(), headers.end());
    std::string headerLines, headerNames;
    for (const auto& [name, value] : headers) {
        headerLines += name + ":" + value + "\n";
        headerNames += (headerNames.empty() ? "" : ";") + name;
    }
    const auto time = timeText(now);
    const auto day = time.substr(0, 8);
    const auto scope = day + "/" + std::string(region) + "/s3/aws4_request";

    auto query = request.query;
    query.emplace_back("X-Amz-Algorithm", kAlgorithm);
    query.emplace_back("X-Amz-Credential", credentials.accessKey + "/" + scope);
    query.emplace_back("X-Amz-Date", time);
    query.emplace_back("X-Amz-Expires", std::to_string(lifetime.count()));
    query.emplace_back("X-Amz-SignedHeaders", headerNames);
    if (!credentials.sessionToken.empty()) query.emplace_back("X-Amz-Security-Token", credentials.sessionToken);
    const auto signedQuery = queryText(query);
    const auto path = percentEncoded(request.path, "/");

    const auto canonical = request.method + "\n" + path + "\n" + signedQuery + "\n" + headerLines + "\n" + headerNames +
                           "\nUNSIGNED-PAYLOAD";
    const auto toSign = std::string(kAlgorithm) + "\n" + time + "\n" + scope + "\n" + hexadecimal(sha256(canonical));
    const auto signature = hexadecimal(hmac(signingKey(credentials, day, region), toSign));
    return request.scheme + "://" + request.host + path + "?" + signedQuery + "&X-Amz-Signature=" + signature;
}

}  // namespace baithak
