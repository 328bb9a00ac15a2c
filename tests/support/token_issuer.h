// SPDX-License-Identifier: MIT
#pragma once

// An issuer of ID tokens: a server that publishes its keys as Google does for Firebase (`/certificates`) and as OpenID
// Connect asks (`/.well-known/openid-configuration`, `/keys`), and the tokens that it signs. Its keys rotate, its
// answers can be spoilt, as a test wants.

#include <nlohmann/json.hpp>

#include <mutex>

#include "tests/support/http_stand_in.h"

namespace baithak::test {

class TokenIssuer {
public:
    TokenIssuer();

    // `https://issuer…` or the like; no slash at the end.
    std::string url() const { return server_->url(); }
    std::string certificatesUrl() const { return url() + "/certificates"; }

    // Another key signs from now on, and is published under that id; the earlier ones stay published.
    void addKey(const std::string& id, TestKey key);
    void withdrawKey(const std::string& id);
    // Signed, and not published.
    const TestKey& strangersKey() const { return stranger_; }
    const TestKey& key() const { return keys_.at(current_); }
    const std::string& keyId() const { return current_; }

    void setMaxAge(int seconds) {
        set([=, this] { cacheControl_ = "public, max-age=" + std::to_string(seconds); });
    }
    void setStatus(int status) {
        set([=, this] { status_ = status; });
    }
    // Of the discovery document.
    void setConfiguration(const std::string& text) {
        set([=, this] { configuration_ = text; });
    }
    void goAway() { server_.reset(); }
    std::size_t fetches() const { return fetches_; }

    // By the current key, unless the header says otherwise.
    std::string token(const nlohmann::json& claims, nlohmann::json header = {}) const;

private:
    StandInAnswer answer(const StandInRequest& request);
    std::string certificates() const;
    std::string keySet() const;
    template <class Change>
    void set(Change change) {
        const std::lock_guard lock(mutex_);
        change();
    }

    mutable std::mutex mutex_;
    std::map<std::string, TestKey> keys_;
    std::string current_;
    TestKey stranger_;
    std::string cacheControl_ = "public, max-age=3600";
    std::string configuration_;
    int status_ = 200;
    std::atomic<std::size_t> fetches_{0};
    std::unique_ptr<HttpStandIn> server_;
};

// Claims as Firebase makes them for a phone's owner.
nlohmann::json firebaseClaims(const std::string& project, std::uint64_t nowMs, const std::string& uid,
                              const std::string& phone);
// Claims of an OpenID Connect issuer.
nlohmann::json oidcClaims(const std::string& issuer, const std::string& audience, std::uint64_t nowMs,
                          const std::string& subject, const std::string& username);

}  // namespace baithak::test
