// SPDX-License-Identifier: MIT
#include "server/roles/delivery/mark_keeper.h"

#include <algorithm>
#include <utility>

#include "server/bus/topics.h"

namespace baithak {
namespace {

constexpr std::chrono::milliseconds kInterval(200);
// Receipts are the third thing to be shed under load: so many a second at the most, the later ones stand for the rest.
constexpr double kReceiptsPerSecond = 10'000;
// A process that dies loses what it has not stored: at most so long.
constexpr std::chrono::milliseconds kLongestInterval(2'000);

}  // namespace

void MarkKeeper::note(MarkUpdate update) {
    board_.note(std::move(update));
    arm();
}

void MarkKeeper::stop() {
    isStopped_ = true;
    timer_->stop();
}

void MarkKeeper::arm() {
    if (isArmed_ || isStopped_ || board_.empty()) return;
    isArmed_ = true;
    timer_->start(interval_, [this] {
        isArmed_ = false;
        ports_.gate.spawn("delivery.marks", saveAll());
    });
}

Task<> MarkKeeper::saveOf(UserId user) {
    co_await save(board_.takeOf(user));
    // Some of the user's marks may be on their way already.
    const auto last = lastSave_;
    while (!underWay_.empty() && *underWay_.begin() <= last) co_await saveEnded_.async_wait(asTuple);
}

Task<> MarkKeeper::saveAll() { return save(board_.takeAll()); }

Task<> MarkKeeper::save(std::vector<MarkUpdate> updates) {
    if (updates.empty()) co_return;
    auto kept = updates;
    const auto number = ++lastSave_;
    underWay_.insert(number);
    auto moved = co_await ports_.messages.saveMarks(std::move(updates));
    underWay_.erase(number);
    saveEnded_.cancel();
    if (moved) {
        co_await tell(std::move(*moved));
    } else {
        ports_.log.warn("delivery.marks_failed", {{"marks", kept.size()}, {"reason", moved.error().text}});
        for (auto& update : kept) board_.note(std::move(update));
    }
    arm();
}

Task<> MarkKeeper::tell(std::vector<Receipt> receipts) {
    std::map<std::string, std::vector<Receipt>> byConversation;
    for (auto& receipt : receipts) byConversation[receipt.conversation].push_back(std::move(receipt));
    std::size_t told = 0;
    for (auto& [conversation, moved] : byConversation) {
        auto members = co_await membersOf(ConversationId(conversation));
        if (!members) continue;
        auto reach = co_await reachOfStrict(std::move(members));
        for (auto& [gateway, there] : reach.byGateway) {
            told += there->size() * moved.size();
            MovedReceipts receiptsThere{moved, std::move(there)};
            auto event = makeEvent(std::move(receiptsThere));
            // One that is lost is read again with /conversations.
            (void)ports_.bus.publish(topics::deliver(gateway), gateway.value, std::move(event));
        }
    }
    const std::chrono::duration<double> pause(static_cast<double>(told) / kReceiptsPerSecond);
    interval_ = std::clamp(std::chrono::duration_cast<std::chrono::milliseconds>(pause), kInterval, kLongestInterval);
}

// Who is strictly connected where; while presence can't say, every gateway looks for all of them.
Task<Reach> MarkKeeper::reachOfStrict(UserList members) {
    auto sessions = co_await ports_.presence.sessionsOf(members);
    if (!sessions) {
        ports_.unasked.add();
        co_return reachOfAll(members, ports_.presence.gateways());
    }
    std::erase_if(*sessions, [](const SessionPtr& session) { return !session->isStrict; });
    co_return reachOf({}, *sessions);
}

Task<UserList> MarkKeeper::membersOf(ConversationId conversation) {
    if (auto peers = directPeers(conversation.value)) {
        auto users = std::make_shared<std::vector<UserId>>();
        users->push_back(peers->first);
        if (peers->second != peers->first) users->push_back(peers->second);
        co_return users;
    }
    if (kindOf(conversation.value) != ConversationKind::group) co_return nullptr;
    GroupId id(subjectOf(conversation.value));
    auto group = co_await ports_.groups.group(std::move(id));
    if (!group) co_return nullptr;
    co_return (*group)->names;
}

}  // namespace baithak
