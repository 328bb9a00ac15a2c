// SPDX-License-Identifier: MIT
#pragma once

// The ports of the notification role as a test wants them: what it asks for is what the test has put in, or fails when
// the test says so. What the role never asks for answers Errc::internal.

#include <algorithm>
#include <deque>
#include <map>
#include <set>

#include "server/presence/presence.h"
#include "server/push/push_provider.h"
#include "server/store/group_store.h"
#include "server/store/message_store.h"
#include "server/store/user_store.h"

namespace baithak::test {

inline const Error kAway{Errc::unavailable, "away"};
inline const Error kNeverAsked{Errc::internal, "not for this role"};

class FakeUsers final : public UserStore {
public:
    std::map<UserId, std::vector<Device>> all;
    int failures = 0;  // so many calls from now on
    int claims = 0;
    std::vector<std::string> cleared;

    Task<Result<std::vector<Device>>> devices(UserId user) override {
        if (fails()) co_return kAway;
        co_return all[user];
    }
    Task<Result<>> clearNotificationToken(DeviceNumber, std::string token) override {
        cleared.push_back(std::move(token));
        co_return Result<>();
    }
    Task<Result<>> claimNotificationToken(DeviceNumber, std::string) override {
        ++claims;
        if (fails()) co_return kAway;
        co_return Result<>();
    }

    Task<Result<>> create(Account) override { co_return kNeverAsked; }
    Task<Result<Account>> find(UserId) override { co_return kNeverAsked; }
    Task<Result<bool>> bindSubject(Account, Subject) override { co_return kNeverAsked; }
    Task<Result<std::vector<DeviceNumber>>> unbindSubject(UserId) override { co_return kNeverAsked; }
    Task<Result<>> assignSubject(UserId, Subject, Timestamp) override { co_return kNeverAsked; }
    Task<Result<std::vector<UserId>>> existing(std::vector<UserId>) override { co_return kNeverAsked; }
    Task<Result<std::vector<Account>>> search(AccountQuery) override { co_return kNeverAsked; }
    Task<Result<std::vector<DeviceNumber>>> setActive(UserId, bool) override { co_return kNeverAsked; }
    Task<Result<>> setPasswordHash(UserId, std::string) override { co_return kNeverAsked; }
    Task<Result<SignedIn>> signIn(SignIn) override { co_return kNeverAsked; }
    Task<Result<Device>> deviceByKey(UserId, std::string, Timestamp) override { co_return kNeverAsked; }
    Task<Result<DeviceNumber>> endDevice(UserId, DeviceId) override { co_return kNeverAsked; }

private:
    bool fails() { return failures > 0 && failures-- > 0; }
};

class FakeMessages : public MessageStore {
public:
    std::set<DeviceNumber> haveAll;  // devices that are behind nowhere; the others lack everything
    int failures = 0;

    Task<Result<std::vector<StreamHead>>> behind(UserId, DeviceNumber device) override {
        if (failures > 0 && failures-- > 0) co_return kAway;
        std::vector<StreamHead> heads;
        if (!haveAll.contains(device)) heads = conversations_;
        co_return heads;
    }
    // There is such a conversation, with many messages.
    void add(const ConversationId& conversation) { conversations_.push_back({conversation, 1'000'000, 0}); }

    Task<Result<std::vector<AppendOutcome>>> append(std::vector<AppendRequest>) override { co_return kNeverAsked; }
    Task<Result<MembershipOutcome>> change(MembershipChange) override { co_return kNeverAsked; }
    Task<Result<LogRange>> fetch(UserId, DeviceNumber, ConversationId, std::uint64_t, std::size_t,
                                 std::size_t) override {
        co_return kNeverAsked;
    }
    Task<Result<LogRange>> page(UserId, ConversationId, std::optional<std::uint64_t>, std::optional<std::uint64_t>,
                                std::size_t) override {
        co_return kNeverAsked;
    }
    Task<Result<std::vector<Receipt>>> saveMarks(std::vector<MarkUpdate>) override { co_return kNeverAsked; }
    Task<Result<std::uint64_t>> lastSeqOf(ConversationId, UserId, std::vector<MessageId>) override {
        co_return kNeverAsked;
    }
    Task<Result<ConversationPage>> conversations(UserId, std::uint64_t) override { co_return kNeverAsked; }
    Task<Result<>> setFlags(UserId, ConversationId, ConversationFlags) override { co_return kNeverAsked; }

private:
    std::vector<StreamHead> conversations_;
};

class NoGroups final : public GroupStore {
public:
    Task<Result<GroupSnapshotPtr>> group(GroupId) override { co_return kNeverAsked; }
    Task<Result<std::vector<GroupSnapshotPtr>>> groupsOf(UserId) override { co_return kNeverAsked; }
};

class FakePresence : public Presence {
public:
    Sessions sessions;
    bool isAway = false;

    Task<Result<Sessions>> sessionsOf(UserId) override {
        if (isAway) co_return kAway;
        co_return sessions;
    }

    Task<Result<Sessions>> put(Session) override { co_return kNeverAsked; }
    Task<Result<>> remove(UserId, ConnectionId) override { co_return kNeverAsked; }
    Task<Result<Sessions>> sessionsOf(std::shared_ptr<const std::vector<UserId>>) override { co_return kNeverAsked; }
    Task<Result<Announcement>> announce(Instance, GatewayId) override { co_return kNeverAsked; }
    Task<Result<>> withdraw(std::string, GatewayId) override { co_return kNeverAsked; }
    Task<Result<std::vector<Instance>>> instances() override { co_return kNeverAsked; }
    std::vector<GatewayId> gateways() const override { return {}; }
    std::unique_ptr<PresenceWatch> watch(std::vector<UserId>, Loop&, PresenceHandler) override { return nullptr; }
};

// Takes every push, unless the test has put in answers for its token.
class FakePush final : public PushProvider {
public:
    std::vector<PushMessage> tries;  // those begun, in order
    std::map<std::string, std::deque<PushAnswer>> answers;
    bool isMute = false;  // a push has no answer until release()
    std::chrono::milliseconds hurried{};

    Task<PushAnswer> push(PushMessage message) override {
        tries.push_back(message);
        auto& next = answers[message.token];
        PushAnswer answer{PushOutcome::sent, {}};
        if (!next.empty()) {
            answer = next.front();
            next.pop_front();
        }
        if (isMute) {
            LoopTimer held(co_await boost::asio::this_coro::executor, LoopTimer::time_point::max());
            held_.insert(&held);
            co_await held.async_wait(asTuple);
            held_.erase(&held);
        }
        co_return answer;
    }
    std::size_t maxBytes() const noexcept override { return 4096; }
    void hurry(std::chrono::milliseconds within) override { hurried = within; }

    void release() {
        isMute = false;
        for (auto* timer : held_) timer->cancel();
    }
    std::size_t triesTo(const std::string& token) const {
        return static_cast<std::size_t>(std::count_if(
            tries.begin(), tries.end(), [&](const PushMessage& message) { return message.token == token; }));
    }

private:
    std::set<LoopTimer*> held_;
};

}  // namespace baithak::test
