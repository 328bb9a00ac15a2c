// SPDX-License-Identifier: MIT
#include "server/runtime/config_checks.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace baithak {
namespace {

bool isRoleName(std::string_view name) {
    return !name.empty() &&
           std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

bool isHost(std::string_view text) {
    const bool isBracketed = text.size() > 2 && text.front() == '[' && text.back() == ']';
    return isBracketed ? consistsOf(text.substr(1, text.size() - 2), ":.") : consistsOf(text, ".-_");
}

bool isOrigin(std::string_view text) {
    const auto scheme = text.find("://");
    return (text.starts_with("http://") || text.starts_with("https://")) && text.size() > scheme + 3 &&
           text.find_first_of("/ ?#", scheme + 3) == text.npos;
}

bool isType(std::string_view text) {
    const auto slash = text.find('/');
    const bool hasTwoParts = slash != text.npos && slash > 0 && slash + 1 < text.size();
    return text == "*" || (hasTwoParts && text.find(' ') == text.npos);
}

// The first part between commas that does not hold; nothing when all do.
template <class Check>
std::optional<std::string_view> firstBad(std::string_view list, Check holds) {
    for (std::size_t begin = 0; begin <= list.size();) {
        const auto end = std::min(list.find(',', begin), list.size());
        const auto part = list.substr(begin, end - begin);
        if (!holds(part)) return part;
        begin = end + 1;
    }
    return std::nullopt;
}

}  // namespace

std::string quoted(std::string_view value) { return "'" + std::string(value) + "'"; }

bool consistsOf(std::string_view text, std::string_view others) {
    const auto isLetterOrDigit = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    return !text.empty() && std::all_of(text.begin(), text.end(),
                                        [&](char c) { return isLetterOrDigit(c) || others.find(c) != others.npos; });
}

bool isPort(std::string_view text) {
    unsigned port = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
    return failure == std::errc{} && end == text.data() + text.size() && port > 0 && port < 65'536;
}

bool isHostAndPort(std::string_view text) {
    const auto colon = text.rfind(':');
    return colon != text.npos && isPort(text.substr(colon + 1)) && isHost(text.substr(0, colon));
}

Result<> checkWord(std::string_view value, std::span<const std::string_view> words) {
    if (std::find(words.begin(), words.end(), value) != words.end()) return {};
    std::string choices;
    for (const auto word : words) {
        if (!choices.empty()) choices += word == words.back() ? " or " : ", ";
        choices += word;
    }
    return Error{Errc::malformed, quoted(value) + " is not " + choices};
}

Result<> checkServiceUrl(std::string_view url) {
    const auto isAt = [url](std::string_view begin) {
        return url.starts_with(begin) &&
               (url.size() == begin.size() || url[begin.size()] == ':' || url[begin.size()] == '/');
    };
    const bool isLoopback = isAt("http://127.0.0.1") || isAt("http://localhost") || isAt("http://[::1]");
    const bool isHttps = url.starts_with("https://") && url.size() > 8 && url[8] != '/' && url[8] != ':';
    if ((isHttps || isLoopback) && url.find_first_of(" \t\r\n?#") == url.npos) return {};
    return Error{Errc::malformed, quoted(url) + " is not a URL of https://, or of http:// on loopback"};
}

Result<> checkRoles(std::string_view value) {
    if (!firstBad(value, isRoleName)) return {};
    return Error{Errc::malformed, quoted(value) + " is not 'all' or a list like gateway,router,delivery"};
}

Result<> checkAdvertise(std::string_view value) {
    const bool isBareIpv6 = std::count(value.begin(), value.end(), ':') > 1 && isHost("[" + std::string(value) + "]");
    const bool isOfAll = value == "0.0.0.0" || value == "::" || value == "[::]";
    if ((isHost(value) || isBareIpv6) && !isOfAll) return {};
    return Error{Errc::malformed, quoted(value) + " is not a host that others can reach, like 10.0.0.5 or chat-1"};
}

Result<> checkOrigin(std::string_view value) {
    if (isOrigin(value)) return {};
    return Error{Errc::malformed, quoted(value) + " is not an address like https://chat.example.org"};
}

Result<> checkOrigins(std::string_view value) {
    const auto part = firstBad(value, isOrigin);
    if (!part) return {};
    return Error{Errc::malformed, quoted(*part) + " is not an origin like https://chat.example.org"};
}

Result<> checkFileTypes(std::string_view value) {
    const auto part = firstBad(value, isType);
    if (!part) return {};
    return Error{Errc::malformed, quoted(*part) + " is not a type like image/png, image/* or *"};
}

Result<bool> readFlag(std::string_view value) {
    const bool isTrue = value == "true" || value == "1";
    if (!isTrue && value != "false" && value != "0")
        return Error{Errc::malformed, quoted(value) + " is not true or false"};
    return isTrue;
}

Result<std::uint64_t> readNumber(std::string_view value, std::uint64_t least, std::uint64_t most) {
    std::uint64_t number = 0;
    const auto* end = value.data() + value.size();
    const auto [stop, failure] = std::from_chars(value.data(), end, number);
    if (failure == std::errc{} && stop == end && number >= least && number <= most) return number;
    return Error{Errc::malformed, quoted(value) + " is not a whole number from " + std::to_string(least) + " to " +
                                      std::to_string(most)};
}

}  // namespace baithak
