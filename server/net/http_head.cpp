// SPDX-License-Identifier: MIT
#include "server/net/http_head.h"

#include <array>
#include <ctime>

namespace baithak {
namespace {

std::string lowered(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

void appendHeader(std::string& head, std::string_view name, std::string_view value) {
    head += name;
    head += ": ";
    const auto begin = head.size();
    head += value;
    for (auto i = begin; i < head.size(); ++i) {
        if (head[i] == '\r' || head[i] == '\n') head[i] = ' ';
    }
    head += "\r\n";
}

void appendDate(std::string& head) {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    std::array<char, 40> text;
    const auto size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    appendHeader(head, "Date", {text.data(), size});
}

bool hasHeader(const HttpResponse& response, std::string_view lowerCaseName) {
    for (const auto& [name, value] : response.headers) {
        if (lowered(name) == lowerCaseName) return true;
    }
    return false;
}

std::string_view afterAuthority(std::string_view target) {
    const auto slash = target.find('/', target.find("://") + 3);
    return slash == target.npos ? std::string_view("/") : target.substr(slash);
}

}  // namespace

std::string responseHead(const HttpResponse& response, AfterResponse after) {
    std::string head;
    head.reserve(320);
    head += "HTTP/1.1 " + std::to_string(response.status) + " ";
    head += reasonPhrase(response.status);
    head += "\r\n";
    appendDate(head);
    if (response.status != 204 && response.status != 304) {
        if (!response.contentType.empty()) appendHeader(head, "Content-Type", response.contentType);
        appendHeader(head, "Content-Length", std::to_string(response.length()));
    }
    // What is answered is one person's and of this moment.
    if (!hasHeader(response, "cache-control")) head += "Cache-Control: no-store\r\n";
    head += "X-Content-Type-Options: nosniff\r\n";
    for (const auto& [name, value] : response.headers) appendHeader(head, name, value);
    head += after == AfterResponse::close ? "Connection: close\r\n\r\n" : "Connection: keep-alive\r\n\r\n";
    return head;
}

std::string_view targetPath(std::string_view target) {
    if (target.starts_with("http://") || target.starts_with("https://")) target = afterAuthority(target);
    if (!target.starts_with('/')) return {};
    return target.substr(0, target.find('?'));
}

std::shared_ptr<HttpRequest> toHttpRequest(const BeastRequest& request, std::string_view remoteAddress) {
    auto seen = std::make_shared<HttpRequest>();
    seen->method = std::string(request.method_string());
    seen->remoteAddress = remoteAddress;
    const std::string_view target(request.target().data(), request.target().size());
    const auto question = target.find('?');
    if (question != target.npos) seen->query = parseQuery(target.substr(question + 1));
    for (const auto& field : request) {
        const auto name = lowered({field.name_string().data(), field.name_string().size()});
        const std::string_view value(field.value().data(), field.value().size());
        const auto [place, isNew] = seen->headers.try_emplace(name, value);
        if (isNew) continue;
        place->second += name == "cookie" ? "; " : ", ";
        place->second += value;
    }
    return seen;
}

bool isJsonType(std::string_view contentType) {
    auto type = lowered(contentType.substr(0, contentType.find(';')));
    while (!type.empty() && type.back() == ' ') type.pop_back();
    return type.empty() || type == "application/json" || (type.starts_with("application/") && type.ends_with("+json"));
}

}  // namespace baithak
