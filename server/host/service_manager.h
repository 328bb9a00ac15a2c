// SPDX-License-Identifier: MIT
#pragma once

// Tells the service manager that started us how we are, as sd_notify(3) describes: one datagram to the Unix socket that
// NOTIFY_SOCKET names. Without that variable there is nobody to tell.

#include <string_view>

#include "shared/base/result.h"

namespace baithak {

constexpr std::string_view kServiceReady = "READY=1";
constexpr std::string_view kServiceStopping = "STOPPING=1";

// `socket`: the value of NOTIFY_SOCKET, null when it is not set; `@` before a name of the abstract kind. The error says
// why the socket did not take it.
Result<> tellServiceManager(const char* socket, std::string_view state);

}  // namespace baithak
