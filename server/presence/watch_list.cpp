// SPDX-License-Identifier: MIT
#include "server/presence/watch_list.h"

#include <boost/asio/post.hpp>

namespace baithak {
namespace {

void tell(const WatcherPtr& watcher, const UserId& user, bool isOnline) {
    boost::asio::post(watcher->loop, [watcher, user, isOnline] {
        if (watcher->isOpen) watcher->handler(user, isOnline);
    });
}

class HeldWatch final : public PresenceWatch {
public:
    HeldWatch(WatcherPtr watcher, std::function<void(const WatcherPtr&)> end)
        : watcher_(std::move(watcher)), end_(std::move(end)) {}
    ~HeldWatch() override {
        watcher_->isOpen = false;
        end_(watcher_);
    }

private:
    WatcherPtr watcher_;
    std::function<void(const WatcherPtr&)> end_;
};

}  // namespace

std::vector<UserId> WatchList::add(const WatcherPtr& watcher) {
    std::vector<UserId> fresh;
    for (const auto& user : watcher->users) {
        auto& watched = byUser_[user];
        if (watched.watchers.empty()) fresh.push_back(user);
        watched.watchers.push_back(watcher);
        if (watched.isOnline) tell(watcher, user, true);
    }
    return fresh;
}

std::vector<UserId> WatchList::remove(const WatcherPtr& watcher) {
    std::vector<UserId> left;
    for (const auto& user : watcher->users) {
        const auto found = byUser_.find(user);
        if (found == byUser_.end()) continue;
        std::erase(found->second.watchers, watcher);
        if (!found->second.watchers.empty()) continue;
        byUser_.erase(found);
        left.push_back(user);
    }
    return left;
}

std::vector<UserId> WatchList::users() const {
    std::vector<UserId> all;
    all.reserve(byUser_.size());
    for (const auto& [user, watched] : byUser_) all.push_back(user);
    return all;
}

void WatchList::note(const UserId& user, bool isOnline) {
    const auto found = byUser_.find(user);
    if (found == byUser_.end() || found->second.isOnline == isOnline) return;
    found->second.isOnline = isOnline;
    for (const auto& watcher : found->second.watchers) tell(watcher, user, isOnline);
}

std::unique_ptr<PresenceWatch> makeWatch(WatcherPtr watcher, std::function<void(const WatcherPtr&)> end) {
    return std::make_unique<HeldWatch>(std::move(watcher), std::move(end));
}

}  // namespace baithak
