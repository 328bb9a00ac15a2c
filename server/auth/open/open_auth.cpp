// SPDX-License-Identifier: MIT

#include "server/auth/open/open_auth.h"

#include "shared/protocol/validate.h"

namespace baithak {

namespace {

class OpenAuth final : public AuthProvider {
public:
    OpenAuth(UserStore& users, const Clock& clock) : users_(users), clock_(clock) {}

    Task<Result<bool>> signIn(UserId username, std::string credential) override;
    Task<Result<>> registerAccount(Registration registration) override;

private:
    Account newAccount(UserId username, std::string name) const;

    UserStore& users_;
    const Clock& clock_;
};

Account OpenAuth::newAccount(UserId username, std::string name) const {
    Account account;
    account.username = std::move(username);
    account.name = std::move(name);
    account.createdAt = clock_.now();
    return account;
}

Task<Result<bool>> OpenAuth::signIn(UserId username, std::string credential) {
    if (credential.empty()) co_return Result<bool>(Errc::unauthenticated, "There is no token.");
    if (auto valid = validateUsername(username.view()); !valid) {
        co_return Result<bool>(Errc::unauthenticated, valid.error().text);
    }
    auto known = co_await users_.find(username);
    bool isNew = false;
    if (!known && known.error().code == Errc::notFound) {
        auto account = newAccount(username, {});
        auto made = co_await users_.create(std::move(account));
        isNew = static_cast<bool>(made);
        if (!made && made.error().code != Errc::conflict) co_return made.error();
        // A conflict: somebody was faster with the same name, and that will do; or it differs in case, and it won't.
        known = co_await users_.find(username);
        if (!known && !made) co_return Result<bool>(Errc::unauthenticated, made.error().text);
    }
    if (!known) co_return known.error();
    if (!known->active) co_return Result<bool>(Errc::unauthenticated, "The account is not active.");
    co_return isNew;
}

// Nobody asks for the password later; the account is what counts.
Task<Result<>> OpenAuth::registerAccount(Registration registration) {
    if (auto valid = validateUsername(registration.username.view()); !valid) co_return valid.error();
    auto account = newAccount(std::move(registration.username), std::move(registration.name));
    auto made = co_await users_.create(std::move(account));
    co_return made;
}

}  // namespace

std::unique_ptr<AuthProvider> makeOpenAuth(UserStore& users, const Clock& clock) {
    return std::make_unique<OpenAuth>(users, clock);
}

}  // namespace baithak
