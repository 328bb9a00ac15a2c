// SPDX-License-Identifier: MIT
#pragma once

// Who watches whom, and how each watched user is as far as the watchers know. Used by the adapters of Presence, which
// keep it to one thread at a time; handlers run on their watchers' own loops.

#include <memory>
#include <unordered_map>
#include <vector>

#include "server/presence/presence.h"

namespace baithak {

struct Watcher {
    std::vector<UserId> users;
    Loop& loop;
    PresenceHandler handler;
    bool isOpen = true;  // of the watcher's loop alone
};
using WatcherPtr = std::shared_ptr<Watcher>;

class WatchList {
public:
    // The users that nobody watched before.
    std::vector<UserId> add(const WatcherPtr& watcher);
    // The users that nobody watches any more.
    std::vector<UserId> remove(const WatcherPtr& watcher);

    bool isWatched(const UserId& user) const { return byUser_.contains(user); }
    std::vector<UserId> users() const;
    bool empty() const noexcept { return byUser_.empty(); }

    // How a user is now; watchers hear of it when it is news.
    void note(const UserId& user, bool isOnline);

private:
    struct Watched {
        bool isOnline = false;
        std::vector<WatcherPtr> watchers;
    };
    std::unordered_map<UserId, Watched> byUser_;
};

// The watch that a caller holds: `end` is called once, with the watcher, which hears nothing any more.
std::unique_ptr<PresenceWatch> makeWatch(WatcherPtr watcher, std::function<void(const WatcherPtr&)> end);

}  // namespace baithak
