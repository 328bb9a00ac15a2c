// SPDX-License-Identifier: MIT
#pragma once

// The checks that both sides make on names and messages (docs/protocol.md, A1 and B5). Each failure names the field.

#include <string_view>

#include "shared/base/result.h"
#include "shared/model/message.h"

namespace baithak {

// 1–64 of `A-Z a-z 0-9 . _ + @ -`; not `server` or `system`; not of the form of a group id.
Result<> validateUsername(std::string_view name);
// 8–1024 bytes of UTF-8 without NUL.
Result<> validatePassword(std::string_view password);
// 1–128 bytes of printable UTF-8.
Result<> validateDeviceId(std::string_view id);
// Up to 4096 bytes of printable UTF-8; empty: a device that is not to be woken.
Result<> validateNotificationToken(std::string_view token);
// 1–256 bytes of UTF-8 without control characters, not only blanks.
Result<> validateGroupName(std::string_view name);
// Id, destination, content and meta within limits.h; UTF-8 without NUL where text is asked for.
Result<> validateMessage(const Message& message);
// The limits alone: for the decoders, which check text as they read it.
Result<> validateMessageSizes(const Message& message);

bool isUtf8(std::string_view text) noexcept;

}  // namespace baithak
