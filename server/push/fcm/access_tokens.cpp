// SPDX-License-Identifier: MIT
#include "server/push/fcm/access_tokens.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace baithak {
namespace {

using nlohmann::json;

constexpr std::chrono::seconds kBeforeEnd{300};
constexpr std::chrono::seconds kAfterFailure{5};
constexpr std::chrono::seconds kShortestLife{60};  // whatever the endpoint says, it is not asked for each push
constexpr std::chrono::seconds kLongestLife{3600};
constexpr std::size_t kMaxAnswer = 64 * 1024;

HttpCall tokenCall(const std::string& url, const std::string& assertion, std::chrono::milliseconds patience) {
    HttpCall call;
    call.method = "POST";
    call.url = url;
    call.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    // A JWT has no letter that a form would have to escape.
    call.body = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=" + assertion;
    call.timeout = patience;
    call.maxBytes = kMaxAnswer;
    return call;
}

// `invalid_grant` and the like: a word of RFC 6749, 5.2, fit for the log.
std::string reasonOf(const HttpAnswer& answer) {
    const auto body = json::parse(answer.body, nullptr, false);
    const auto word = body.is_object() && body.contains("error") && body["error"].is_string()
                          ? body["error"].get<std::string>()
                          : std::string();
    return "the token endpoint answered " + std::to_string(answer.status) + (word.empty() ? "" : " " + word);
}

// For how long a token may be used, of what the endpoint says in seconds.
std::chrono::seconds lifeOf(const json& said) {
    constexpr std::uint64_t kMost = kLongestLife.count();
    const auto seconds = said.is_number_unsigned() ? std::min(said.get<std::uint64_t>(), kMost) : 0;
    return std::max(std::chrono::seconds(seconds), kShortestLife);
}

}  // namespace

AccessTokens::AccessTokens(ServiceAccount account, HttpClient& http, const Clock& clock, Log& log)
    : account_(std::move(account)), http_(http), clock_(clock), log_(log) {}

Task<Result<std::string>> AccessTokens::get(std::chrono::milliseconds patience) {
    const auto renew = [this, patience] { return this->renew(patience); };
    if (token_.empty() || clock_.steadyNow() >= renewAt_) co_await flight_.run(renew);
    if (token_.empty()) co_return lastFailure_;
    co_return token_;
}

void AccessTokens::drop(const std::string& token) {
    if (token_ == token) token_.clear();
}

Task<> AccessTokens::renew(std::chrono::milliseconds patience) {
    if (clock_.steadyNow() < nextTry_) co_return;
    auto asked = co_await ask(patience);
    if (asked) co_return;
    lastFailure_ = asked.error();
    nextTry_ = clock_.steadyNow() + kAfterFailure;
    log_.warn("push.no_access", {{"reason", lastFailure_.text}});
}

// While the service is away the old token goes on; it ends by itself.
Task<Result<>> AccessTokens::ask(std::chrono::milliseconds patience) {
    auto assertion = makeAssertion(account_, clock_.now());
    if (!assertion) co_return assertion.error();
    auto call = tokenCall(account_.tokenUrl, *assertion, patience);
    auto answer = co_await http_.send(std::move(call));
    if (!answer) co_return Error{Errc::unavailable, answer.error().text};
    if (answer->status != 200) {
        const bool isRefusal = answer->status == 400 || answer->status == 401 || answer->status == 403;
        co_return Error{isRefusal ? Errc::forbidden : Errc::unavailable, reasonOf(*answer)};
    }
    const auto body = json::parse(answer->body, nullptr, false);
    const bool isToken = body.is_object() && body.contains("access_token") && body["access_token"].is_string() &&
                         body.value("token_type", json("Bearer")) == json("Bearer");
    if (!isToken) co_return Error{Errc::unavailable, "the token endpoint answered without an access token"};
    const auto good = lifeOf(body.value("expires_in", json(0)));
    token_ = body["access_token"].get<std::string>();
    renewAt_ = clock_.steadyNow() + (good > 2 * kBeforeEnd ? good - kBeforeEnd : good / 2);
    co_return Result<>();
}

}  // namespace baithak
