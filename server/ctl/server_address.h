// SPDX-License-Identifier: MIT
#pragma once

// Where the server is that the operator means, and the token that opens it.

#include <functional>
#include <optional>
#include <string>

#include "server/ctl/command_line.h"

namespace baithak::ctl {

struct ServerAddress {
    std::string opsUrl;  // http://127.0.0.1:40123
    std::string token;
    std::string passedOver;  // a place that looked like the server's and is not believed, with the reason; mostly empty
};

using Environment = std::function<std::optional<std::string>(const std::string& name)>;

// --ops with --token-file, else the server.json of --data-dir; each else from the environment, and the data directory
// else the usual ones: that of the current folder is believed only when the user or root owns what is in it, since
// whoever is believed is sent passwords. The error says where it looked.
Result<ServerAddress> findServer(const Invocation& invocation, const Environment& environment);

// The first line of a file; `-` is standard input. The error names the file.
Result<std::string> firstLineOf(const std::string& path);

}  // namespace baithak::ctl
