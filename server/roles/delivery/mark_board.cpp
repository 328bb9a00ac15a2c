// SPDX-License-Identifier: MIT
#include "server/roles/delivery/mark_board.h"

#include <algorithm>
#include <utility>

namespace baithak {

void MarkBoard::note(MarkUpdate update) {
    auto& marks = byUser_[update.user];
    const auto [found, isNew] = marks.try_emplace(Key{update.device, update.conversation}, update);
    if (isNew) return;
    found->second.delivered = std::max(found->second.delivered, update.delivered);
    found->second.read = std::max(found->second.read, update.read);
}

std::vector<MarkUpdate> MarkBoard::takeAll() {
    std::vector<MarkUpdate> all;
    for (auto& [user, marks] : std::exchange(byUser_, {})) {
        for (auto& [key, update] : marks) all.push_back(std::move(update));
    }
    return all;
}

std::vector<MarkUpdate> MarkBoard::takeOf(const UserId& user) {
    std::vector<MarkUpdate> taken;
    const auto found = byUser_.find(user);
    if (found == byUser_.end()) return taken;
    for (auto& [key, update] : found->second) taken.push_back(std::move(update));
    byUser_.erase(found);
    return taken;
}

}  // namespace baithak
