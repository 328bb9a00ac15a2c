// SPDX-License-Identifier: MIT
#include "server/presence/redis/redis_url.h"

#include <charconv>
#include <optional>

namespace baithak {
namespace {

constexpr std::uint16_t kRedisPort = 6379;

Error malformed(std::string what) {
    return {Errc::malformed, "it is not like redis://user:password@host:6379/0: " + std::move(what)};
}

template <class Number>
bool readNumber(std::string_view text, Number& number) {
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc{} && end == text.data() + text.size();
}

std::optional<std::string> withoutPercents(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            plain += text[i];
            continue;
        }
        unsigned byte = 0;
        const auto digits = text.substr(i + 1, 2);
        const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
        if (digits.size() != 2 || failure != std::errc{} || end != digits.data() + 2) return std::nullopt;
        plain += static_cast<char>(byte);
        i += 2;
    }
    return plain;
}

Result<> readCredentials(std::string_view text, RedisUrl& url) {
    const auto colon = text.find(':');
    if (colon == text.npos) return malformed("before the @ there must be user:password");
    auto user = withoutPercents(text.substr(0, colon));
    auto password = withoutPercents(text.substr(colon + 1));
    if (!user || !password) return malformed("a % in user or password must begin %XX");
    if (password->empty()) return malformed("the password is empty");
    url.user = std::move(*user);
    url.password = std::move(*password);
    return {};
}

}  // namespace

std::string RedisAddress::text() const {
    const bool isBare = host.find(':') == host.npos;
    return (isBare ? host : "[" + host + "]") + ":" + std::to_string(port);
}

Result<RedisAddress> parseRedisAddress(std::string_view text, std::uint16_t defaultPort) {
    RedisAddress address{{}, defaultPort};
    const auto bracket = text.starts_with('[') ? text.find(']') : text.npos;
    auto colon = text.find(':', bracket == text.npos ? 0 : bracket);
    if (bracket == text.npos && text.find(':', colon + 1) != text.npos && colon != text.npos)
        return Error{Errc::malformed, "an IPv6 address needs brackets"};
    const auto host = text.substr(0, colon);
    address.host = bracket == text.npos ? host : text.substr(1, bracket - 1);
    if (address.host.empty()) return Error{Errc::malformed, "there is no host"};
    if (colon == text.npos) return address;
    if (!readNumber(text.substr(colon + 1), address.port) || address.port == 0)
        return Error{Errc::malformed, "the port is not a number from 1 to 65535"};
    return address;
}

Result<RedisUrl> parseRedisUrl(std::string_view text) {
    RedisUrl url;
    const auto scheme = text.find("://");
    const auto name = text.substr(0, scheme);
    if (scheme == text.npos || (name != "redis" && name != "rediss"))
        return malformed("it must begin with redis:// or rediss://");
    url.isSecure = name == "rediss";
    auto rest = text.substr(scheme + 3);

    if (const auto at = rest.rfind('@'); at != rest.npos) {
        if (auto read = readCredentials(rest.substr(0, at), url); !read) return read.error();
        rest = rest.substr(at + 1);
    }
    const auto slash = rest.find('/');
    auto address = parseRedisAddress(rest.substr(0, slash), kRedisPort);
    if (!address) return malformed(address.error().text);
    url.address = std::move(*address);
    if (slash != rest.npos && slash + 1 < rest.size() && !readNumber(rest.substr(slash + 1), url.database))
        return malformed("behind the / there must be the number of a database");
    return url;
}

}  // namespace baithak
