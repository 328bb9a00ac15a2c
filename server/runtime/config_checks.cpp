// SPDX-License-Identifier: MIT
#include "server/runtime/config_checks.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace baithak {
namespace {

std::string quoted(std::string_view value) { return "'" + std::string(value) + "'"; }

bool isRoleName(std::string_view name) {
    return !name.empty() &&
           std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

// As browsers send it: scheme://host[:port], no path.
bool isOrigin(std::string_view text) {
    const auto scheme = text.find("://");
    return (text.starts_with("http://") || text.starts_with("https://")) && text.size() > scheme + 3 &&
           text.find_first_of("/ ?#", scheme + 3) == text.npos;
}

}  // namespace

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
    for (std::size_t begin = 0; begin <= value.size();) {
        const auto end = std::min(value.find(',', begin), value.size());
        if (!isRoleName(value.substr(begin, end - begin))) {
            return Error{Errc::malformed, quoted(value) + " is not 'all' or a list like gateway,router,delivery"};
        }
        begin = end + 1;
    }
    return {};
}

Result<> checkOrigin(std::string_view value) {
    if (isOrigin(value)) return {};
    return Error{Errc::malformed, quoted(value) + " is not an address like https://chat.example.org"};
}

Result<> checkOrigins(std::string_view value) {
    for (std::size_t begin = 0; begin < value.size();) {
        const auto end = std::min(value.find(',', begin), value.size());
        const auto origin = value.substr(begin, end - begin);
        if (!isOrigin(origin))
            return Error{Errc::malformed, quoted(origin) + " is not an origin like https://chat.example.org"};
        begin = end + 1;
    }
    return {};
}

Result<> checkFileTypes(std::string_view value) {
    for (std::size_t begin = 0; begin <= value.size();) {
        const auto end = std::min(value.find(',', begin), value.size());
        const auto type = value.substr(begin, end - begin);
        const auto slash = type.find('/');
        const bool isType = type == "*" || (slash != type.npos && slash > 0 && slash + 1 < type.size());
        if (!isType || type.find(' ') != type.npos) {
            return Error{Errc::malformed, quoted(type) + " is not a type like image/png, image/* or *"};
        }
        begin = end + 1;
    }
    return {};
}

Result<std::uint64_t> readNumber(std::string_view value, std::uint64_t least, std::uint64_t most) {
    std::uint64_t number = 0;
    const auto* end = value.data() + value.size();
    const auto [stop, failure] = std::from_chars(value.data(), end, number);
    if (failure != std::errc{} || stop != end || value.empty() || number < least || number > most) {
        return Error{Errc::malformed, quoted(value) + " is not a whole number from " + std::to_string(least) + " to " +
                                          std::to_string(most)};
    }
    return number;
}

Result<bool> readFlag(std::string_view value) {
    const bool isTrue = value == "true" || value == "1";
    if (!isTrue && value != "false" && value != "0")
        return Error{Errc::malformed, quoted(value) + " is not true or false"};
    return isTrue;
}

}  // namespace baithak
