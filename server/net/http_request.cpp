// SPDX-License-Identifier: MIT
#include "server/net/http_request.h"

#include <nlohmann/json.hpp>

namespace baithak {
namespace {

int hexValue(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::string queryDecoded(std::string_view text) {
    std::string spaced(text);
    for (char& c : spaced) {
        if (c == '+') c = ' ';
    }
    auto decoded = percentDecoded(spaced);
    return decoded ? std::move(*decoded) : spaced;
}

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t");
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

template <class Map>
std::string_view valueOr(const Map& map, std::string_view key) {
    const auto found = map.find(key);
    return found == map.end() ? std::string_view{} : std::string_view(found->second);
}

}  // namespace

std::string_view HttpRequest::header(std::string_view lowerCaseName) const { return valueOr(headers, lowerCaseName); }

std::string_view HttpRequest::argument(std::string_view name) const { return valueOr(query, name); }

std::string_view HttpRequest::cookie(std::string_view name) const {
    auto rest = header("cookie");
    while (!rest.empty()) {
        const auto end = rest.find(';');
        const auto pair = trimmed(rest.substr(0, end));
        const auto equals = pair.find('=');
        if (equals != pair.npos && trimmed(pair.substr(0, equals)) == name) {
            auto value = trimmed(pair.substr(equals + 1));
            const bool isQuoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
            return isQuoted ? value.substr(1, value.size() - 2) : value;
        }
        rest = end == rest.npos ? std::string_view{} : rest.substr(end + 1);
    }
    return {};
}

HttpResponse jsonResponse(int status, std::string body) {
    HttpResponse response;
    response.status = status;
    response.body = std::move(body);
    return response;
}

HttpResponse errorResponse(const Error& error) { return errorResponse(httpStatus(error.code), error.text); }

HttpResponse errorResponse(int status, std::string_view message) {
    nlohmann::ordered_json body;
    body["statusCode"] = status;
    body["error"] = reasonPhrase(status);
    body["message"] = message;
    return jsonResponse(status, body.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

std::string_view reasonPhrase(int status) noexcept {
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 206:
            return "Partial Content";
        case 304:
            return "Not Modified";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 410:
            return "Gone";
        case 412:
            return "Precondition Failed";
        case 413:
            return "Payload Too Large";
        case 415:
            return "Unsupported Media Type";
        case 416:
            return "Range Not Satisfiable";
        case 417:
            return "Expectation Failed";
        case 423:
            return "Locked";
        case 426:
            return "Upgrade Required";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 501:
            return "Not Implemented";
        case 503:
            return "Service Unavailable";
        case 505:
            return "HTTP Version Not Supported";
        default:
            return "";
    }
}

std::optional<std::string> percentDecoded(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        const int high = i + 2 < text.size() ? hexValue(text[i + 1]) : -1;
        const int low = high >= 0 ? hexValue(text[i + 2]) : -1;
        if (low < 0) return std::nullopt;
        decoded += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return decoded;
}

std::string percentEncoded(std::string_view text, std::string_view plain) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string encoded;
    encoded.reserve(text.size());
    for (const char c : text) {
        const bool isAlphanumeric = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (isAlphanumeric || std::string_view("-._~").find(c) != std::string_view::npos ||
            plain.find(c) != std::string_view::npos) {
            encoded += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        encoded += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
    return encoded;
}

std::map<std::string, std::string, std::less<>> parseQuery(std::string_view query) {
    std::map<std::string, std::string, std::less<>> arguments;
    while (!query.empty()) {
        const auto end = query.find('&');
        const auto pair = query.substr(0, end);
        const auto equals = pair.find('=');
        if (!pair.empty()) {
            arguments[queryDecoded(pair.substr(0, equals))] =
                equals == pair.npos ? std::string{} : queryDecoded(pair.substr(equals + 1));
        }
        query = end == query.npos ? std::string_view{} : query.substr(end + 1);
    }
    return arguments;
}

}  // namespace baithak
