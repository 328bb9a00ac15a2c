// SPDX-License-Identifier: MIT
#pragma once

// What Firebase Cloud Messaging means by its answers (HTTP v1, ErrorCode). Pure.

#include <chrono>
#include <optional>
#include <string>

#include "server/net/http_client.h"
#include "shared/base/timestamp.h"

namespace baithak {

enum class FcmVerdict : std::uint8_t {
    sent,
    deadToken,    // the device has gone
    staleAccess,  // our access token is not taken
    tryAgain,
    refused
};

// The token belongs to another project than our service account.
inline constexpr std::string_view kWrongSender = "SENDER_ID_MISMATCH";

struct FcmJudgement {
    FcmVerdict verdict = FcmVerdict::refused;
    std::string code;  // `UNREGISTERED`; `HTTP_502` where it names none
    std::optional<std::chrono::milliseconds> retryAfter;
};
FcmJudgement judge(const HttpAnswer& answer, Timestamp now);

// Seconds, or a date (RFC 9110, 10.2.3), a day at most; nothing when it is neither.
std::optional<std::chrono::milliseconds> readRetryAfter(std::string_view value, Timestamp now);

}  // namespace baithak
