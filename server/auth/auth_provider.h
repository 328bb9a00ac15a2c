// SPDX-License-Identifier: MIT
#pragma once

// Who may sign in as whom. The provider checks the credential of /login and makes accounts; access keys, which every
// later call shows, are access_keys.h.

#include <optional>
#include <string>

#include "server/runtime/task.h"
#include "server/store/user_store.h"

namespace baithak {

struct Registration {
    UserId username;
    std::string password;
    std::string name;
};

class AuthProvider {
public:
    virtual ~AuthProvider() = default;

    // The credential of /login. True when this sign-in made the account. Errc::unauthenticated when it won't do; the
    // answer takes as long for an unknown name as for a wrong password.
    virtual Task<Result<bool>> signIn(UserId username, std::string credential) = 0;
    // Errc::conflict when the name is taken, Errc::forbidden when this provider makes no accounts by registration.
    virtual Task<Result<>> registerAccount(Registration registration) = 0;
    // An operator's word that this account is that of the tokens' subject. Errc::notFound when there is no such
    // account, Errc::conflict when it is somebody else's already, Errc::forbidden when nobody signs in by tokens here.
    virtual Task<Result<>> bindSubject(UserId, std::string) {
        co_return Result<>(Errc::forbidden, "Nobody signs in to this server by the tokens of an issuer.");
    }
    // An operator's word. Errc::notFound when there is no such account; Errc::forbidden when this provider keeps no
    // passwords.
    virtual Task<Result<>> setPassword(UserId, std::string) {
        co_return Result<>(Errc::forbidden, "This server keeps no passwords: its accounts sign in by another way.");
    }
};

}  // namespace baithak
