// SPDX-License-Identifier: MIT
#pragma once

// The topics' names, once.

#include <string>
#include <string_view>

#include "shared/base/ids.h"

namespace baithak::topics {

inline constexpr std::string_view kNewMessage = "new-message";                     // key: conversation
inline constexpr std::string_view kNewGroupMessage = "new-group-message";          // key: conversation
inline constexpr std::string_view kSendMessage = "send-message";                   // key: conversation
inline constexpr std::string_view kSystemMessage = "system-message";               // key: conversation
inline constexpr std::string_view kClientAck = "client-ack";                       // key: user
inline constexpr std::string_view kFetch = "fetch";                                // key: user
inline constexpr std::string_view kUserConnectionState = "user-connection-state";  // key: user
inline constexpr std::string_view kNewLogin = "new-login";                         // key: user
inline constexpr std::string_view kOfflineMessage = "offline-message";             // key: conversation

// The topic of one gateway, or of whoever else waits for outcomes.
inline std::string deliver(const GatewayId& gateway) { return "deliver." + gateway.value; }

}  // namespace baithak::topics
