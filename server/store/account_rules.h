// SPDX-License-Identifier: MIT
#pragma once

// What every engine of the store decides about accounts and their devices. Pure.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "server/store/records.h"
#include "shared/protocol/limits.h"

namespace baithak {

// A device unused for so long ends (docs/protocol.md, B2).
inline constexpr std::chrono::hours kDeviceUnused{90 * 24};

// The time's minute: a device's use is noted no finer.
constexpr std::uint64_t minuteOf(Timestamp at) { return at.ms / 60'000; }

// The name with A–Z as a–z: two accounts never differ in case alone.
inline std::string foldCase(std::string_view name) {
    std::string folded(name);
    for (char& c : folded) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return folded;
}

inline Error boundToNobody(std::string_view user) {
    return {Errc::notFound, "The account " + std::string(user) + " is bound to nobody's sign-in."};
}

// Why a subject may not have an account.
inline Error boundToAnother(const UserId& user) {
    return {Errc::conflict, "The account " + user.value + " belongs to somebody else."};
}
inline Error keptByPassword(const UserId& user) {
    return {Errc::conflict,
            "The account " + user.value + " is of one who signs in by password: an operator has to say whose it is."};
}

// What signing in needs of an older device.
struct OldDevice {
    DeviceNumber number = kNoDevice;
    std::string id;
    Timestamp lastUsedAt;
};

// Those that end when one more device signs in: beyond the limit, the longest unused first, and those unused for too
// long. `older`, the longest unused first, is without the one that is replaced.
inline std::vector<DeviceNumber> endedBySignIn(const std::vector<OldDevice>& older, Timestamp at) {
    const auto count = older.size() + 1;
    const auto tooMany = count > limits::kDevicesPerUser ? count - limits::kDevicesPerUser : 0;
    std::vector<DeviceNumber> ended;
    for (std::size_t i = 0; i < older.size(); ++i) {
        if (i < tooMany || older[i].lastUsedAt + kDeviceUnused < at) ended.push_back(older[i].number);
    }
    return ended;
}

// The error for a key that was found; nothing when it holds.
inline Result<> checkKey(const Device& device, Timestamp now) {
    if (device.keyExpiresAt <= now) return {Errc::unauthenticated, "The access key has expired."};
    if (device.lastUsedAt + kDeviceUnused < now) return {Errc::unauthenticated, "The device was unused for too long."};
    return {};
}

// The id a device gets: `default` makes one of its own of each sign-in.
inline std::string deviceIdFor(const DeviceId& asked, DeviceNumber number) {
    if (asked.view() != "default") return asked.value;
    return "default-" + std::to_string(static_cast<std::uint64_t>(number));
}

}  // namespace baithak
