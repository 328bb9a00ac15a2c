// SPDX-License-Identifier: MIT
#include "server/host/service_manager.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <string>

namespace baithak {

Result<> tellServiceManager(const char* socket, std::string_view state) {
    if (socket == nullptr || *socket == '\0') return {};
    const std::string_view name = socket;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (name.size() >= sizeof address.sun_path) return {Errc::malformed, "NOTIFY_SOCKET is too long for a socket"};
    std::memcpy(address.sun_path, name.data(), name.size());
    if (name.front() == '@') address.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());

    const int file = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const bool isSent = file >= 0 && ::sendto(file, state.data(), state.size(), MSG_NOSIGNAL,
                                              reinterpret_cast<const sockaddr*>(&address), size) >= 0;
    const int reason = errno;
    if (file >= 0) ::close(file);
    if (isSent) return {};
    return {Errc::unavailable, "NOTIFY_SOCKET " + std::string(name) + " takes no word: " + std::strerror(reason)};
}

}  // namespace baithak
