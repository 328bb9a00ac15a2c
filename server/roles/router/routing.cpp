// SPDX-License-Identifier: MIT
#include "server/roles/router/routing.h"

#include "server/bus/topics.h"

namespace baithak {

Route routeOf(const ConversationId& conversation) {
    if (kindOf(conversation.value) == ConversationKind::group) return {topics::kNewGroupMessage, nullptr};
    auto ring = std::make_shared<std::vector<UserId>>();
    if (auto peers = directPeers(conversation.value)) {
        ring->push_back(peers->first);
        if (peers->second != peers->first) ring->push_back(std::move(peers->second));
    } else if (kindOf(conversation.value) == ConversationKind::system) {
        ring->emplace_back(subjectOf(conversation.value));
    }
    return {topics::kSendMessage, std::move(ring)};
}

}  // namespace baithak
