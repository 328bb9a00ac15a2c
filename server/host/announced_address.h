// SPDX-License-Identifier: MIT
#pragma once

// By which address the others of a cluster reach a listener of this process.

#include <cstdint>
#include <string>

#include "server/runtime/config.h"

namespace baithak {

// HOST:PORT, `[HOST]:PORT` for IPv6. `port`: the one that the listener got. `advertise`: the host by which this machine
// is reached, as the configuration has it; it does not count for a listener on loopback, which nobody else reaches.
// Without it, a listener on all addresses is called by the machine's name.
std::string announcedAddress(const ListenAddress& listen, std::uint16_t port, const std::string& advertise);

}  // namespace baithak
