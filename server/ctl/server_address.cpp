// SPDX-License-Identifier: MIT
#include "server/ctl/server_address.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <memory>
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

// What is judged is what is read: the file is opened once. In a folder that nobody `named`, in which we happen to be,
// it has to be our own or root's.
Result<ServerAddress> addressIn(const std::string& directory, bool isNamed) {
    const auto path = directory + std::string(kReadyFile);
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "re"), &std::fclose);
    if (!file) {
        const auto reason = errno == ENOENT ? std::string("no server runs on the data directory " + directory)
                                            : path + " can't be read: " + std::strerror(errno);
        return {Errc::unavailable, reason};
    }
    struct stat facts{};
    const bool isKnown = ::fstat(::fileno(file.get()), &facts) == 0;
    if (!isNamed && (!isKnown || (facts.st_uid != 0 && facts.st_uid != ::geteuid()))) {
        return {Errc::forbidden, path + " is ignored: it belongs to another user (" + std::to_string(facts.st_uid) +
                                     "), who could pass for a server. --data-dir " + directory +
                                     " means it all the same"};
    }
    const auto ready = json::parse(file.get(), nullptr, false);
    const bool isReady = ready.is_object() && ready.contains("opsPort") && ready["opsPort"].is_number_unsigned() &&
                         ready.contains("ownerToken") && ready["ownerToken"].is_string();
    if (!isReady) return {Errc::unavailable, path + " is not of a server of this version"};
    const auto address = reachable(ready.value("opsAddress", std::string()));
    return ServerAddress{"http://" + address + ":" + std::to_string(ready["opsPort"].get<unsigned>()),
                         ready["ownerToken"].get<std::string>(),
                         {}};
}

Result<ServerAddress> addressInUsualPlaces() {
    auto here = addressIn(kFolderHere, false);
    if (here) return here;
    auto installed = addressIn(kInstalledFolder, true);
    if (installed) {
        if (here.error().code == Errc::forbidden) installed->passedOver = here.error().text;
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
    if (isByDirectory) return directory ? addressIn(*directory, true) : addressInUsualPlaces();
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
