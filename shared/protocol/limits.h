// SPDX-License-Identifier: MIT
#pragma once

// The numbers both sides hold to (docs/protocol.md). Sizes in bytes.

#include <cstddef>

namespace baithak::limits {

inline constexpr std::size_t kFrameBytes = 512 * 1024;  // a larger WebSocket frame closes the connection (1009)
inline constexpr std::size_t kContentBytes = 128 * 1024;
inline constexpr std::size_t kMessageIdBytes = 128;
inline constexpr std::size_t kMetaEntries = 64;
inline constexpr std::size_t kMetaBytes = 16 * 1024;
inline constexpr std::size_t kUsernameBytes = 64;
inline constexpr std::size_t kDestinationBytes = 128;
inline constexpr std::size_t kPasswordMinBytes = 8;
inline constexpr std::size_t kPasswordMaxBytes = 1024;
inline constexpr std::size_t kDeviceIdBytes = 128;
inline constexpr std::size_t kNotificationTokenBytes = 4096;
inline constexpr std::size_t kGroupNameBytes = 256;
inline constexpr std::size_t kGroupCreateMembers = 100;
inline constexpr std::size_t kGroupAddMembers = 50;
inline constexpr std::size_t kContactSyncUsers = 5000;
inline constexpr std::size_t kPostMessages = 256;  // messages in one POST /messages
inline constexpr std::size_t kDevicesPerUser = 32;
inline constexpr std::size_t kPageMessages = 500;    // messages in one page of a log
inline constexpr std::size_t kWindowMessages = 256;  // unconfirmed messages on one connection
inline constexpr std::size_t kWindowBytes = 256 * 1024;
inline constexpr std::size_t kJsonDepth = 64;

}  // namespace baithak::limits
