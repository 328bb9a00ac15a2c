// SPDX-License-Identifier: MIT
#include "server/ctl/nginx_config.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <optional>

#include "server/runtime/config_checks.h"

namespace baithak::ctl {
namespace {

using Values = std::map<std::string, std::string, std::less<>>;

// Nobody can be reached there.
bool isAnyAddress(std::string_view text) { return text.starts_with("0.0.0.0:") || text.starts_with("[::]:"); }

bool isPath(std::string_view text) {
    return !text.empty() && std::none_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\' || c == '$' || c == '\x7f';
    });
}

// 1.26, 1.26.2; nothing when it is no version.
std::optional<std::array<unsigned, 3>> versionIn(std::string_view text) {
    std::array<unsigned, 3> parts{};
    std::size_t count = 0;
    for (const auto *at = text.data(), *const end = text.data() + text.size(); count < parts.size(); ++at) {
        const auto [stop, failure] = std::from_chars(at, end, parts[count]);
        if (failure != std::errc{}) return std::nullopt;
        ++count;
        at = stop;
        if (at == end) return count >= 2 ? std::optional(parts) : std::nullopt;
        if (*at != '.') return std::nullopt;
    }
    return std::nullopt;
}

bool isSize(std::string_view text) {
    const auto digits = text.find_first_not_of("0123456789");
    const bool hasUnit = digits != text.npos && digits + 1 == text.size() &&
                         std::string_view("kmg").find(text.back()) != std::string_view::npos;
    return !text.empty() && digits != 0 && (digits == text.npos || hasUnit);
}

Error unfit(std::string text) { return {Errc::malformed, std::move(text)}; }

Result<> checkUpstreams(const Topology& upstreams) {
    for (const auto& [role, addresses] : upstreams) {
        const auto& known = routedRoles();
        if (std::find(known.begin(), known.end(), role) == known.end())
            return unfit("nginx sends no requests to the role '" + role + "'");
        for (const auto& address : addresses) {
            if (!isHostAndPort(address)) return unfit(role + ": '" + address + "' is not HOST:PORT");
            if (isAnyAddress(address))
                return unfit(role + ": " + address + " is where it listens, not where it can be reached");
        }
    }
    for (const auto& role : routedRoles()) {
        const auto found = upstreams.find(role);
        const bool isThere = found != upstreams.end() && !found->second.empty();
        if (!isThere && role != "file") return unfit("there is no process with the role " + role);
    }
    return {};
}

// An address, or a network: its bytes and how many of their bits count. nginx would take a host's name, and look past
// bits that do not count.
Result<> checkProxy(const std::string& text) {
    const auto unfitProxy = [&text](const std::string& why) { return unfit("trusted-proxy: '" + text + "' " + why); };
    const auto slash = std::min(text.find('/'), text.size());
    const auto address = text.substr(0, slash);
    const bool isIpv6 = address.find(':') != address.npos;
    std::array<unsigned char, 16> bytes{};
    const unsigned most = isIpv6 ? 128 : 32;
    unsigned length = most;
    const auto* const end = text.data() + text.size();
    bool isNetwork =
        consistsOf(text, ".:/") && ::inet_pton(isIpv6 ? AF_INET6 : AF_INET, address.c_str(), bytes.data()) == 1;
    if (slash < text.size()) {
        const auto [stop, failure] = std::from_chars(text.data() + slash + 1, end, length);
        isNetwork = isNetwork && failure == std::errc{} && stop == end && length <= most;
    }
    if (!isNetwork) return unfitProxy("is not an address or a network like 10.0.0.0/8 or fd00::/8");
    if (length == 0) return unfitProxy("is everybody: whoever comes could say to be somebody else");
    for (auto bit = length; bit < most; ++bit) {
        if ((bytes[bit / 8] & (0x80U >> bit % 8)) != 0)
            return unfitProxy("has bits set behind the first " + std::to_string(length) + ", which say nothing");
    }
    return {};
}

Result<> check(const NginxPlan& plan) {
    if (auto checked = checkUpstreams(plan.upstreams); !checked) return checked;
    if (!consistsOf(plan.serverName, ".-_*")) return unfit("server-name: '" + plan.serverName + "' is no host's name");
    if (!isPort(plan.listen) && !isHostAndPort(plan.listen))
        return unfit("listen: '" + plan.listen + "' is not PORT or HOST:PORT");
    if (!versionIn(plan.version)) return unfit("nginx-version: '" + plan.version + "' is not a version like 1.26");
    if (plan.tlsCertificate.empty() != plan.tlsKey.empty()) return unfit("tls-cert and tls-key come together");
    for (const auto& file : {plan.tlsCertificate, plan.tlsKey}) {
        if (!file.empty() && !isPath(file)) return unfit("'" + file + "' can't be a file's name in nginx");
    }
    if (!plan.stateDirectory.empty() && !plan.isWhole) return unfit("state-dir is a part of a --whole configuration");
    if (!plan.stateDirectory.empty() && !(isPath(plan.stateDirectory) && plan.stateDirectory.starts_with('/')))
        return unfit("state-dir: '" + plan.stateDirectory + "' is not a directory's name from / on");
    for (const auto& proxy : plan.trustedProxies) {
        if (auto checked = checkProxy(proxy); !checked) return checked;
    }
    if (!isSize(plan.uploadLimit))
        return unfit("upload-limit: '" + plan.uploadLimit + "' is not a size like 500m or 2g");
    if (plan.rate == 0 || plan.loginRate == 0 || plan.connections == 0) return unfit("a limit of 0 lets nobody in");
    return {};
}

struct Balance {
    std::string_view way;
    std::string_view passedOver;
};

// A conversation's reads find what their process has in memory. WebSockets take turns: a process that stands still has
// the fewest, and would get each new one. Nor is their process passed over after failures, as nginx knows that it
// serves again when a connection has ended well, and until then lets in one each time: what is refused is tried
// elsewhere.
Balance balanceOf(std::string_view role) {
    constexpr std::string_view kFailing = "max_fails=2 fail_timeout=5s";
    if (role == "gateway") return {"", "max_fails=0"};
    if (role == "delivery") return {"    hash $baithak_balance_key consistent;\n", kFailing};
    return {"    least_conn;\n", kFailing};
}

std::string upstreamText(const std::string& role, const std::vector<std::string>& addresses) {
    const auto balance = balanceOf(role);
    auto text = "upstream baithak_" + role + " {\n    zone baithak_" + role + " 64k;\n" + std::string(balance.way);
    for (const auto& address : addresses)
        text += "    server " + address + " " + std::string(balance.passedOver) + ";\n";
    // The processes close what was idle for a minute: nginx does so before.
    return text + "    keepalive 64;\n    keepalive_timeout 30s;\n}\n\n";
}

std::string upstreamsText(const Topology& upstreams) {
    std::string text;
    for (const auto& role : routedRoles()) {
        const auto found = upstreams.find(role);
        if (found != upstreams.end() && !found->second.empty()) text += upstreamText(role, found->second);
    }
    return text;
}

std::string indented(const std::string& text) {
    std::string result;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find('\n', begin), text.size() - 1) + 1;
        const auto line = text.substr(begin, end - begin);
        result += line == "\n" ? line : "    " + line;
        begin = end;
    }
    return result;
}

// Since 1.25.1 HTTP/2 is said by a directive of its own.
bool hasHttp2Directive(const NginxPlan& plan) { return *versionIn(plan.version) >= std::array{1U, 25U, 1U}; }

std::string listensText(const NginxPlan& plan) {
    const bool hasTls = !plan.tlsCertificate.empty();
    const bool isDirective = hasTls && hasHttp2Directive(plan);
    const std::string how = !hasTls ? "" : isDirective ? " ssl" : " ssl http2";
    auto text = "    listen " + plan.listen + how + ";\n";
    if (isPort(plan.listen)) text += "    listen [::]:" + plan.listen + how + ";\n";
    return isDirective ? text + "    http2 on;\n" : text;
}

// A line for each, with the same words before and after it.
std::string linesOf(const std::vector<std::string>& all, const std::string& before, const std::string& after) {
    std::string text;
    for (const auto& each : all) text.append(before).append(each).append(after).append(";\n");
    return text;
}

std::string yes(bool holds) { return holds ? "yes" : ""; }

Values valuesOf(const NginxPlan& plan) {
    const bool hasTls = !plan.tlsCertificate.empty();
    const auto& proxies = plan.trustedProxies;
    const auto headers =
        filled(nginxTemplates().headers, {{"scheme", proxies.empty() ? "$scheme" : "$baithak_scheme"}});
    return {{"upstreams", upstreamsText(plan.upstreams)},
            {"headers", headers},
            {"auth_headers", indented(headers)},
            {"file", yes(plan.upstreams.contains("file") && !plan.upstreams.at("file").empty())},
            {"tls", yes(hasTls)},
            {"plain", yes(!hasTls)},
            {"listens", listensText(plan)},
            {"tls_cert", plan.tlsCertificate},
            {"tls_key", plan.tlsKey},
            {"server_name", plan.serverName},
            {"proxies", yes(!proxies.empty())},
            {"proxy_geo", linesOf(proxies, "    ", " 1")},
            {"proxy_addresses", linesOf(proxies, "    set_real_ip_from  ", "")},
            {"rate", std::to_string(plan.rate)},
            {"burst", std::to_string(plan.rate * 2)},
            {"login_rate", std::to_string(plan.loginRate)},
            {"login_burst", std::to_string(std::max(plan.loginRate / 3, 1U))},
            {"connections", std::to_string(plan.connections)},
            {"upload_limit", plan.uploadLimit}};
}

const std::string& valueOf(const Values& values, std::string_view name) {
    static const std::string kNone;
    const auto found = values.find(name);
    assert(found != values.end());
    return found == values.end() ? kNone : found->second;
}

}  // namespace

const std::vector<std::string>& routedRoles() {
    static const std::vector<std::string> kRoles{"gateway", "profile", "group", "delivery", "file"};
    return kRoles;
}

std::string filled(std::string_view text, const Values& values) {
    std::string result;
    bool isKept = true;
    while (!text.empty()) {
        const auto open = text.find("{{");
        if (isKept) result += text.substr(0, open);
        if (open == text.npos) break;
        const auto close = text.find("}}", open);
        assert(close != text.npos);
        auto name = text.substr(open + 2, close - open - 2);
        text.remove_prefix(close + 2);
        const bool isSection = name.starts_with('#') || name.starts_with('/');
        if (isSection) {
            isKept = name.starts_with('/') || !valueOf(values, name.substr(1)).empty();
            if (text.starts_with('\n')) text.remove_prefix(1);
        } else if (isKept) {
            const auto& value = valueOf(values, name);
            result += value;
            // Text of several lines brings its last line feed along.
            if (value.ends_with('\n') && text.starts_with('\n')) text.remove_prefix(1);
        }
    }
    return result;
}

Result<std::string> nginxConfig(const NginxPlan& plan) {
    if (auto checked = check(plan); !checked) return checked.error();
    auto site = filled(nginxTemplates().site, valuesOf(plan));
    if (!plan.isWhole) return site;
    return filled(
        nginxTemplates().whole,
        {{"site", indented(site)}, {"state", plan.stateDirectory}, {"system", yes(plan.stateDirectory.empty())}});
}

}  // namespace baithak::ctl
