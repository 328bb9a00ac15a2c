// SPDX-License-Identifier: MIT
#include "server/host/announced_address.h"

#include <unistd.h>

#include <array>

namespace baithak {
namespace {

std::string nameOfThisMachine(const std::string& otherwise) {
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') return otherwise;
    return name.data();
}

std::string hostOf(const ListenAddress& listen, const std::string& advertise) {
    if (!advertise.empty() && !listen.isLoopback) return advertise;
    const bool isOnAll = listen.address == "0.0.0.0" || listen.address == "::";
    return isOnAll ? nameOfThisMachine(listen.address) : listen.address;
}

}  // namespace

std::string announcedAddress(const ListenAddress& listen, std::uint16_t port, const std::string& advertise) {
    const auto host = hostOf(listen, advertise);
    const bool isBare = host.find(':') == host.npos || host.starts_with('[');
    return (isBare ? host : "[" + host + "]") + ":" + std::to_string(port);
}

}  // namespace baithak
