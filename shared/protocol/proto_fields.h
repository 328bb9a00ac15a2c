// SPDX-License-Identifier: MIT
#pragma once

// The field numbers of the v3 form (docs/protocol.md, A1). Internal to the binary codec.

#include <cstdint>

namespace baithak::proto_field {

inline constexpr std::uint32_t kVersion = 1;
inline constexpr std::uint32_t kId = 2;
inline constexpr std::uint32_t kType = 3;
inline constexpr std::uint32_t kChannel = 4;
inline constexpr std::uint32_t kEphemeral = 5;
inline constexpr std::uint32_t kSource = 6;
inline constexpr std::uint32_t kDestination = 7;
inline constexpr std::uint32_t kContent = 8;
inline constexpr std::uint32_t kTimestamp = 9;
inline constexpr std::uint32_t kMeta = 10;
inline constexpr std::uint32_t kServerId = 20;
inline constexpr std::uint32_t kServerTimestamp = 21;

inline constexpr std::uint32_t kMapKey = 1;
inline constexpr std::uint32_t kMapValue = 2;

}  // namespace baithak::proto_field
