// SPDX-License-Identifier: MIT
#include "server/host/operators.h"

#include "server/auth/access_keys.h"

namespace baithak {
Operators::Operators(HttpRoutes& opsRoutes, Log& log) : ownerToken_(makeAccessKey()), routes_(opsRoutes, tokens_, log) {
    tokens_.accept("owner", ownerToken_);
}

Result<> Operators::open(const Config& config) {
    const auto& file = config.adminTokenFile;
    if (file.empty()) return {};
    auto token = readTokenFile(file);
    if (!token) return Error{token.error().code, "admin-token-file: " + token.error().text};
    tokens_.accept("shared", *token);
    return {};
}

}  // namespace baithak
