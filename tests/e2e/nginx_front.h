// SPDX-License-Identifier: MIT
#pragma once

// A real nginx as clients meet it, with what `baithakctl nginx-config` writes: before a server of a test's own, or
// before stand-ins for roles. One thread.

#include "tests/e2e/world.h"
#include "tests/support/http_stand_in.h"
#include "tests/support/services/certificates.h"
#include "tests/support/services/nginx.h"
#include "tests/support/tls_tunnel.h"

namespace baithak::test {

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

inline std::string addressOf(std::uint16_t port) { return "127.0.0.1:" + std::to_string(port); }

inline CertificateFiles& authority() {
    static CertificateFiles kAuthority;
    return kAuthority;
}

inline const CertificateFiles::Identity& identity() {
    static const CertificateFiles::Identity kIdentity = authority().issue("localhost");
    return kIdentity;
}

// What baithakctl writes for these options.
inline std::string configFor(Arguments options) {
    options.insert(options.begin(), "nginx-config");
    const auto ran = runCtl(options);
    if (ran.exitCode != 0) throw TestFailure(ran.err);
    return ran.out;
}

// Limits that no test meets by chance.
inline const Arguments kNoLimits{"--rate", "1000000", "--login-rate", "1000000", "--connections", "1000"};

// nginx with TLS in front of these addresses, and a way in for clients that speak none.
class Front {
public:
    Front(Loop& loop, const Arguments& upstreams, const Arguments& limits = kNoLimits)
        : port_(freePort()), nginx(configFor(optionsFor(upstreams, limits)), port_) {
        nginx.start();
        tunnel_ = std::make_unique<TlsTunnel>(loop, port_, authority().certificate());
    }

    std::uint16_t port() const { return tunnel_->port(); }
    std::uint16_t tlsPort() const { return port_; }
    Arguments optionsFor(Arguments options, const Arguments& limits) const {
        options.insert(options.end(), {"--server-name", "localhost", "--listen", addressOf(port_), "--tls-cert",
                                       identity().certificate, "--tls-key", identity().key});
        options.insert(options.end(), limits.begin(), limits.end());
        return options;
    }

private:
    std::uint16_t port_;
    std::unique_ptr<TlsTunnel> tunnel_;

public:
    NginxService nginx;
};

// nginx without TLS in front of these addresses, as it stands behind a proxy that ends it.
class PlainFront {
public:
    PlainFront(const Arguments& upstreams, const Arguments& options) : nginx_(configOf(upstreams, options), port_) {
        nginx_.start();
    }
    std::uint16_t port() const { return port_; }

private:
    std::string configOf(Arguments all, const Arguments& options) const {
        all.insert(all.end(), {"--plain", "--listen", addressOf(port_)});
        all.insert(all.end(), options.begin(), options.end());
        return configFor(std::move(all));
    }

    std::uint16_t port_ = freePort();
    NginxService nginx_;
};

// A world whose clients come in by nginx, which is to them what all upstreams are.
struct FrontedWorld {
    explicit FrontedWorld(const Arguments& limits = kNoLimits)
        : front(world.loop, {"--servers", addressOf(world.server.port())}, limits) {
        world.enterBy(front.port());
    }
    World world;
    Front front;
};

// A service in place of the roles: says what it was asked.
inline StandInAnswer echo(const StandInRequest& request) {
    auto headers = nlohmann::json::object();
    for (const auto& [name, value] : request.headers) headers[name] = value;
    StandInAnswer answer;
    answer.body = nlohmann::json{{"target", request.target}, {"headers", headers}}.dump();
    answer.headers = {{"Content-Type", "application/json; charset=utf-8"}};
    return answer;
}

}  // namespace baithak::test
