// SPDX-License-Identifier: MIT
#include "server/host/ready_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstring>
#include <nlohmann/json.hpp>

namespace baithak {
namespace {

std::string fileOf(const std::string& directory) { return directory + "/server.json"; }

nlohmann::ordered_json jsonOf(const ReadyFacts& facts) {
    return {{"event", "ready"},         {"port", facts.port}, {"opsPort", facts.opsPort},
            {"address", facts.address}, {"pid", ::getpid()},  {"version", BAITHAK_VERSION}};
}

}  // namespace

std::string readyLine(const ReadyFacts& facts) { return jsonOf(facts).dump() + "\n"; }

Result<> writeReadyFile(const std::string& directory, const ReadyFacts& facts) {
    const auto path = fileOf(directory);
    const auto temporary = path + ".new";
    auto json = jsonOf(facts);
    json["opsAddress"] = facts.opsAddress;
    json["ownerToken"] = facts.ownerToken;
    const auto text = json.dump() + "\n";
    const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const bool isWritten = file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    const int reason = errno;
    if (file >= 0) ::close(file);
    if (isWritten && ::rename(temporary.c_str(), path.c_str()) == 0) return {};
    ::unlink(temporary.c_str());
    return {Errc::unavailable, path + " could not be written: " + std::strerror(isWritten ? errno : reason)};
}

void removeReadyFile(const std::string& directory) { ::unlink(fileOf(directory).c_str()); }

}  // namespace baithak
