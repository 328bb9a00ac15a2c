// SPDX-License-Identifier: MIT
#pragma once

// The files that hold secrets of ours, before anything is made of them.

#include <string>

#include "server/host/backends.h"

namespace baithak {

// Whether everybody on this machine can read the file: it is readable to others, and so is every folder on the way to
// it. False for a file that is not there.
bool isOpenToAll(const std::string& path);

// Errc::forbidden with a line for each file of a secret that is open to all. Those that no chosen role reads are not
// looked at.
Result<> checkSecretFiles(const Config& config, const Needs& needs);

}  // namespace baithak
