// SPDX-License-Identifier: MIT
#pragma once

// The JSON file by which Google lets a server in, and the assertion that it signs with it (RFC 7523).

#include <string>
#include <string_view>

#include "server/jose/keys.h"
#include "shared/base/timestamp.h"

namespace baithak {

struct ServiceAccount {
    std::string project;
    std::string email;
    std::string keyId;
    std::string tokenUrl;
    PrivateKey key;
};

// Errc::malformed with a sentence that names the field, never its value.
Result<ServiceAccount> readServiceAccount(std::string_view json);

// A token that asks for access to messaging, good for an hour.
Result<std::string> makeAssertion(const ServiceAccount& account, Timestamp now);

}  // namespace baithak
