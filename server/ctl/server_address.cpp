// SPDX-License-Identifier: MIT
#include "server/ctl/server_address.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

namespace baithak::ctl {
namespace {

using nlohmann::json;

constexpr std::string_view kReadyFile = "/server.json";
constexpr const char* kFolderHere = "./baithak-data";
constexpr const char* kInstalledFolder = "/var/lib/baithak";

// An option, else the variable; nothing when neither says anything.
std::optional<std::string> setting(const Invocation& invocation, const Environment& environment,
                                   std::string_view option, const char* variable) {
    if (invocation.has(option)) return invocation.option(option);
    auto value = environment(variable);
    if (value && value->empty()) value.reset();
    return value;
}

// A listener on all addresses is on loopback, too.
std::string reachable(const std::string& address) {
    if (address.empty() || address == "0.0.0.0") return "127.0.0.1";
    if (address == "::") return "[::1]";
    return address.find(':') == address.npos ? address : "[" + address + "]";
}

Result<ServerAddress> addressIn(const std::string& directory) {
    const auto path = directory + std::string(kReadyFile);
    std::ifstream file(path);
    if (!file) {
        const auto reason = errno == ENOENT ? std::string("no server runs on the data directory " + directory)
                                            : path + " can't be read: " + std::strerror(errno);
        return {Errc::unavailable, reason};
    }
    const auto ready = json::parse(file, nullptr, false);
    const bool isReady = ready.is_object() && ready.contains("opsPort") && ready["opsPort"].is_number_unsigned() &&
                         ready.contains("ownerToken") && ready["ownerToken"].is_string();
    if (!isReady) return {Errc::unavailable, path + " is not of a server of this version"};
    const auto address = reachable(ready.value("opsAddress", std::string()));
    return ServerAddress{"http://" + address + ":" + std::to_string(ready["opsPort"].get<unsigned>()),
                         ready["ownerToken"].get<std::string>(),
                         {}};
}

// Why the server of this folder, in which we happen to be, is not to be believed; empty when it is.
std::string doubtAbout(const std::string& directory) {
    const auto path = directory + std::string(kReadyFile);
    struct stat facts{};
    if (::stat(path.c_str(), &facts) != 0 || facts.st_uid == 0 || facts.st_uid == ::geteuid()) return {};
    return path + " is ignored: it belongs to another user (" + std::to_string(facts.st_uid) +
           "), who could pass for a server. --data-dir " + directory + " means it all the same";
}

Result<ServerAddress> addressInUsualPlaces() {
    const auto doubt = doubtAbout(kFolderHere);
    auto here = doubt.empty() ? addressIn(kFolderHere) : Result<ServerAddress>(Errc::forbidden, doubt);
    if (here) return here;
    auto installed = addressIn(kInstalledFolder);
    if (installed) {
        installed->passedOver = doubt;
        return installed;
    }
    return {Errc::unavailable,
            here.error().text + "; " + installed.error().text + ". --data-dir or --ops says which server is meant"};
}

}  // namespace

Result<std::string> firstLineOf(const std::string& path) {
    std::string line;
    std::ifstream file;
    if (path != "-") file.open(path);
    if (!std::getline(path == "-" ? std::cin : file, line))
        return {Errc::unavailable, (path == "-" ? "standard input" : path) + " can't be read, or is empty"};
    if (line.ends_with('\r')) line.pop_back();
    return line;
}

Result<ServerAddress> findServer(const Invocation& invocation, const Environment& environment) {
    const auto ops = setting(invocation, environment, "ops", "BAITHAK_OPS");
    const auto directory = setting(invocation, environment, "data-dir", "BAITHAK_DATA_DIR");
    // What the command line says goes before what the environment says.
    const bool isByDirectory = !ops || (invocation.has("data-dir") && !invocation.has("ops"));
    if (isByDirectory) return directory ? addressIn(*directory) : addressInUsualPlaces();
    if (!ops->starts_with("http://") && !ops->starts_with("https://"))
        return {Errc::malformed, "ops: '" + *ops + "' is not a URL like http://127.0.0.1:7444"};
    const auto tokenFile = setting(invocation, environment, "token-file", "BAITHAK_TOKEN_FILE");
    if (!tokenFile) return {Errc::malformed, "--ops needs --token-file, too: who calls must show an operator's token"};
    auto token = firstLineOf(*tokenFile);
    if (!token) return token.error();
    auto url = *ops;
    if (url.ends_with('/')) url.pop_back();
    return ServerAddress{std::move(url), std::move(*token), {}};
}

}  // namespace baithak::ctl
