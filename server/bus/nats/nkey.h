// SPDX-License-Identifier: MIT
#pragma once

// The keys with which NATS knows its users: Ed25519 in base 32 with a prefix that says of what it is and a checksum.

#include <string>

#include "shared/base/result.h"

namespace baithak {

// The user's public key (`U…`) of the seed (`SU…`) that stands in a file, on a line of its own. The error says what is
// wrong with the file, and never what is in it.
Result<std::string> publicKeyOfSeedFile(const std::string& path);

}  // namespace baithak
