// SPDX-License-Identifier: MIT
#pragma once

// What an operator shows to a process of whose address others have told: not the token, which would then belong to
// whoever can tell addresses, but a proof that the token is known. It opens the status of the one process at that
// address, for a minute, and nothing else (docs/security.md). Pure.

#include <string>
#include <string_view>

#include "shared/base/timestamp.h"

namespace baithak {

// How far the proof's time and the clock of the process may lie apart, in milliseconds.
inline constexpr std::uint64_t kStatusProofMs = 60'000;

// The value of the header Authorization: `Baithak-Status <ms> <HMAC-SHA256 in hex>`. `opsAddress`: HOST:PORT of the
// process, as it is announced.
std::string statusProof(std::string_view token, std::string_view opsAddress, Timestamp at);

// Whether the header's value is a proof at all.
bool isStatusProof(std::string_view authorization);

// Whether the header's value proves, at `now` and for the process at `opsAddress`, knowledge of the token with this
// hash (access_keys.h). Takes as long for a proof that is nearly right as for any other.
bool provesStatus(std::string_view authorization, std::string_view tokenHash, std::string_view opsAddress,
                  Timestamp now);

}  // namespace baithak
