// SPDX-License-Identifier: MIT
#include "server/auth/token_auth.h"

#include "server/jose/jwt.h"
#include "shared/protocol/validate.h"

namespace baithak {
namespace {

class TokenAuth final : public AuthProvider {
public:
    TokenAuth(TokenAuthPorts ports, IdTokenRules rules, FetchKeys fetch, UsernameOf usernameOf, KeyTimes times)
        : ports_(ports),
          rules_(std::move(rules)),
          keys_(std::move(fetch), ports.clock, ports.log, times),
          usernameOf_(std::move(usernameOf)) {}

    Task<Result<bool>> signIn(UserId username, std::string credential) override;
    Task<Result<>> registerAccount(Registration registration) override;
    Task<Result<>> bindSubject(UserId username, std::string subject) override;

private:
    Task<Result<std::string>> verify(UserId username, std::string credential);
    Result<> checkUsername(const nlohmann::json& claims, const UserId& username) const;

    TokenAuthPorts ports_;
    const IdTokenRules rules_;
    KeySource keys_;
    const UsernameOf usernameOf_;
};

Task<Result<bool>> TokenAuth::signIn(UserId username, std::string credential) {
    // Before anything of it reaches the log.
    if (auto valid = validateUsername(username.view()); !valid)
        co_return Error{Errc::unauthenticated, valid.error().text};
    auto subject = co_await verify(username, std::move(credential));
    if (!subject) {
        ports_.log.info("auth.refused", {{"user", username.value}, {"reason", subject.error().text}});
        co_return subject.error();
    }
    Account account;
    account.username = username;
    account.createdAt = ports_.clock.now();
    Subject who{rules_.issuer, std::move(*subject)};
    auto bound = co_await ports_.users.bindSubject(std::move(account), std::move(who));
    if (bound || bound.error().code != Errc::conflict) co_return bound;
    ports_.log.warn("auth.refused", {{"user", username.value}, {"reason", bound.error().text}});
    co_return Error{Errc::unauthenticated, bound.error().text};
}

// The subject; every doubt about the token is Errc::unauthenticated.
Task<Result<std::string>> TokenAuth::verify(UserId username, std::string credential) {
    const auto token = readJwt(credential, rules_.algorithms);
    if (!token) co_return Error{Errc::unauthenticated, token.error().text};
    if (rules_.needsKeyId && token->keyId.empty())
        co_return Error{Errc::unauthenticated, "The token names no key (kid)."};
    const auto key = co_await keys_.find(token->keyId, token->algorithm);
    if (!key) co_return key.error();
    if (!isSignedBy(*token, *key)) co_return Error{Errc::unauthenticated, "The token's signature is wrong."};
    const auto claims = nlohmann::json::parse(token->claims, nullptr, false);
    auto subject = checkClaims(claims, rules_, ports_.clock.now());
    if (!subject) co_return subject.error();
    if (auto entitled = checkUsername(claims, username); !entitled) co_return entitled.error();
    co_return std::move(*subject);
}

Result<> TokenAuth::checkUsername(const nlohmann::json& claims, const UserId& username) const {
    const auto entitled = usernameOf_(claims);
    if (!entitled) return entitled.error();
    if (*entitled != username.value) return Error{Errc::unauthenticated, "The token is for another username."};
    return {};
}

Task<Result<>> TokenAuth::registerAccount(Registration) {
    co_return Error{Errc::forbidden, "Accounts are made by signing in with a token."};
}

Task<Result<>> TokenAuth::bindSubject(UserId username, std::string subject) {
    Subject who{rules_.issuer, std::move(subject)};
    auto bound = co_await ports_.users.assignSubject(std::move(username), std::move(who), ports_.clock.now());
    co_return bound;
}

}  // namespace

std::unique_ptr<AuthProvider> makeTokenAuth(TokenAuthPorts ports, IdTokenRules rules, FetchKeys fetch,
                                            UsernameOf usernameOf, KeyTimes times) {
    return std::make_unique<TokenAuth>(ports, std::move(rules), std::move(fetch), std::move(usernameOf), times);
}

}  // namespace baithak
