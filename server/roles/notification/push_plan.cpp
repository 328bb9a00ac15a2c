// SPDX-License-Identifier: MIT
#include "server/roles/notification/push_plan.h"

#include <algorithm>

namespace baithak {
namespace {

constexpr std::string_view kNoToken = "none";
constexpr std::size_t kTokenBytes = 4096;

bool isConnected(const Device& device, const Sessions& sessions) {
    return std::any_of(sessions.begin(), sessions.end(),
                       [&](const SessionPtr& session) { return session->device == device.number; });
}

}  // namespace

bool isWorthAPush(const Message& message) {
    return !message.ephemeral && (message.type == MessageType::message || message.type == MessageType::custom);
}

bool isPushToken(std::string_view token) {
    return !token.empty() && token != kNoToken && token.size() <= kTokenBytes &&
           std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

std::vector<Device> devicesToWake(const std::vector<Device>& devices, const Sessions& sessions, DeviceNumber origin) {
    std::vector<Device> found;
    for (const auto& device : devices) {
        if (!isPushToken(device.notificationToken)) continue;
        const auto same = std::find_if(found.begin(), found.end(), [&](const Device& other) {
            return other.notificationToken == device.notificationToken;
        });
        if (same == found.end())
            found.push_back(device);
        else if (same->number < device.number)
            *same = device;
    }
    std::erase_if(found,
                  [&](const Device& device) { return device.number == origin || isConnected(device, sessions); });
    return found;
}

bool wants(const std::vector<StreamHead>& behind, const ConversationId& conversation, std::uint64_t seq) {
    return std::any_of(behind.begin(), behind.end(), [&](const StreamHead& head) {
        return head.conversation == conversation && head.cursor < seq && seq <= head.head && !head.isMuted;
    });
}

}  // namespace baithak
