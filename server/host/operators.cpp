// SPDX-License-Identifier: MIT
#include "server/host/operators.h"

#include <sys/stat.h>

#include "server/auth/access_keys.h"

namespace baithak {
namespace {

bool isOpenToOthers(const std::string& path) {
    struct stat facts{};
    return ::stat(path.c_str(), &facts) == 0 && (facts.st_mode & S_IROTH) != 0;
}

}  // namespace

Operators::Operators(HttpRoutes& opsRoutes, Log& log)
    : log_(log), ownerToken_(makeAccessKey()), routes_(opsRoutes, tokens_, log) {
    tokens_.accept("owner", ownerToken_);
}

Result<> Operators::open(const Config& config) {
    const auto& file = config.adminTokenFile;
    if (file.empty()) return {};
    auto token = readTokenFile(file);
    if (!token) return Error{token.error().code, "admin-token-file: " + token.error().text};
    if (isOpenToOthers(file)) log_.warn("host.token_file_open", {{"file", file}});
    tokens_.accept("shared", *token);
    return {};
}

}  // namespace baithak
