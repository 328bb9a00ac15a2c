// SPDX-License-Identifier: MIT
#include "server/net/http_routes.h"

#include <algorithm>
#include <set>
#include <utility>

namespace baithak {
namespace {

using Segments = std::vector<std::string>;

// `/a//b/` is {a, b}: empty segments don't count.
Segments split(std::string_view path) {
    Segments segments;
    while (!path.empty()) {
        const auto end = path.find('/');
        if (end != 0) segments.emplace_back(path.substr(0, end));
        path = end == path.npos ? std::string_view{} : path.substr(end + 1);
    }
    return segments;
}

// The one spelling for paths that mean the same.
void normalize(Segments& segments) {
    if (!segments.empty() && segments.front() == "v1.0") segments.erase(segments.begin());
    if (segments.empty()) return;
    if (segments.front() == "file") segments.front() = "assets";
    if (segments.front() == "group") segments.front() = "groups";
}

bool decode(Segments& segments) {
    for (auto& segment : segments) {
        auto decoded = percentDecoded(segment);
        if (!decoded || decoded->find('\0') != decoded->npos) return false;
        segment = std::move(*decoded);
    }
    return true;
}

bool isParameter(std::string_view segment) { return segment.starts_with('{'); }

bool fits(const Segments& pattern, const Segments& path) {
    return std::equal(pattern.begin(), pattern.end(), path.begin(), path.end(),
                      [](const auto& wanted, const auto& given) { return isParameter(wanted) || wanted == given; });
}

// Whether `a` names more than `b`: at the first place where they differ in kind, `a` has the literal.
bool isMoreExact(const Segments& a, const Segments& b) {
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        if (isParameter(a[i]) != isParameter(b[i])) return !isParameter(a[i]);
    }
    return false;
}

std::string joined(const Segments& segments) {
    std::string path;
    for (const auto& segment : segments) path += "/" + segment;
    return path.empty() ? "/" : path;
}

std::string joined(const std::set<std::string>& methods) {
    std::string text;
    for (const auto& method : methods) text += (text.empty() ? "" : ", ") + method;
    return text;
}

}  // namespace

void HttpRoutes::add(std::string_view method, std::string_view pattern, HttpHandler handler, BodyMode body) {
    Route route{std::string(method), std::string(pattern), split(pattern), std::move(handler), {}, body};
    normalize(route.segments);
    routes_.push_back(std::move(route));
}

void HttpRoutes::addWebSocket(std::string_view pattern, UpgradeHandler handler) {
    Route route{"GET", std::string(pattern), split(pattern), {}, std::move(handler), {}};
    normalize(route.segments);
    routes_.push_back(std::move(route));
}

HttpRoutes::Match HttpRoutes::match(std::string_view method, std::string_view path) const {
    Match match;
    auto segments = split(path);
    match.isMalformed = !path.starts_with('/') || !decode(segments);
    if (match.isMalformed) return match;
    normalize(segments);
    match.path = joined(segments);

    const auto wanted = method == "HEAD" ? std::string_view("GET") : method;
    const Route* best = nullptr;
    std::set<std::string> allowed;
    for (const auto& route : routes_) {
        if (!fits(route.segments, segments)) continue;
        allowed.insert(route.method);
        if (route.method != "*" && route.method != wanted && route.method != method) continue;
        if (best == nullptr || isMoreExact(route.segments, best->segments)) {
            best = &route;
            match.handler = nullptr;
            match.upgrade = nullptr;
        } else if (isMoreExact(best->segments, route.segments)) {
            continue;
        }
        if (route.handler && match.handler == nullptr) {
            match.handler = &route.handler;
            match.body = route.body;
        }
        if (route.upgrade && match.upgrade == nullptr) match.upgrade = &route.upgrade;
    }
    if (best == nullptr) {
        if (allowed.contains("GET")) allowed.insert("HEAD");
        match.allowedMethods = joined(allowed);
        return match;
    }
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const auto& name = best->segments[i];
        if (isParameter(name)) match.parameters[name.substr(1, name.size() - 2)] = std::move(segments[i]);
    }
    return match;
}

std::vector<std::string> HttpRoutes::list() const {
    std::vector<std::string> routes;
    for (const auto& route : routes_) routes.push_back(route.method + " " + route.pattern);
    return routes;
}

}  // namespace baithak
