// SPDX-License-Identifier: MIT
#include "server/roles/notification/notification_role.h"

#include <algorithm>

#include "server/bus/topics.h"
#include "server/roles/notification/in_hand.h"
#include "server/roles/notification/notification_metrics.h"
#include "server/roles/notification/push_plan.h"
#include "server/runtime/lanes.h"
#include "server/runtime/recent_set.h"

namespace baithak {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kInHand = 20'000;  // recipients of stored messages, and as many pushes; sign-ins the same
constexpr std::size_t kOfOne = 64;       // recipients that are the same user, pushes to the same device: who is away
                                         // for long needs no more
constexpr std::size_t kPlansAtOnce = 16;
constexpr std::size_t kPushesAtOnce = 64;
constexpr std::size_t kClaimsAtOnce = 4;
constexpr std::size_t kDeadTokens = 4096;                 // no provider gives one out again
constexpr std::chrono::milliseconds kFirstPause = 500ms;  // when the store is away; twice as long each time after that
constexpr std::chrono::milliseconds kLongestPause = 30s;
constexpr std::chrono::milliseconds kKnownFor = 5s;  // that a device lacks a message; then it is looked at again
constexpr std::chrono::milliseconds kWatchEvery = 1s;

using OfflinePtr = std::shared_ptr<const OfflineMessages>;
using SteadyTime = std::chrono::steady_clock::time_point;
using Again = std::optional<std::chrono::milliseconds>;

// What one recipient is to hear of.
struct Recipient {
    OfflinePtr stored;
    UserId user;
    SteadyTime since;
    InHand::Place place;
    int tries = 0;
};

// What a device is to be told. It takes a place only once it waits to be sent.
struct Push {
    Device device;
    LogEntry entry;
    ConversationId conversation;
    SteadyTime since;
    SteadyTime checkedAt;  // that the device lacks it
    std::optional<InHand::Place> place;
    int tries = 1;
};

struct Claim {
    std::shared_ptr<const NewLogin> login;
    SteadyTime since;
    int tries = 0;
};

std::chrono::milliseconds pauseAfter(int tries) {
    return std::min<std::chrono::milliseconds>(kFirstPause * (1LL << std::min(tries - 1, 10)), kLongestPause);
}

class Notification final : public Role {
public:
    Notification(NotificationPorts ports, NotificationSettings settings);

    std::string_view name() const noexcept override { return "notification"; }
    Result<> start() override;
    Task<> stop() override;

private:
    void onOffline(const EventPtr& event);
    void onLogin(const EventPtr& event);
    Task<Again> claim(Claim& claim);
    Task<Again> plan(Recipient& recipient);
    Task<Result<std::vector<Push>>> pushesFor(const Recipient& recipient);
    Task<Again> push(Push& push);
    Task<bool> isNeeded(Push& push);
    Task<PushAnswer> send(const Push& push, std::string text);
    Task<> forgetToken(const Device& device);
    void enqueue(Push push);
    void end(const Push& push, PushEnd end);
    void abandon();
    bool isTooOld(SteadyTime since, std::chrono::milliseconds later = 0ms) const;
    void watch();
    void show();
    SteadyTime::duration ageOf(SteadyTime since) const;

    NotificationPorts ports_;
    const NotificationSettings settings_;
    Gate gate_;
    InHand recipientsInHand_{kInHand};
    InHand pushesInHand_{kInHand};
    RecentSet<std::string> deadTokens_{kDeadTokens};  // what waits for them yet goes nowhere
    Lanes<UserId, Recipient> plans_;
    Lanes<std::uint64_t, Push> pushes_;
    Lanes<std::uint64_t, Claim> claims_;
    std::unique_ptr<Timer> watchTimer_;
    std::unique_ptr<Timer> drainTimer_;
    std::vector<std::unique_ptr<Subscription>> subscriptions_;
    Trouble storeAway_;
    Trouble presenceAway_;
    Trouble full_;
    bool isWatched_ = false;
    bool isStopping_ = false;
    bool isAbandoned_ = false;
    NotificationMetrics metrics_;
};

Notification::Notification(NotificationPorts ports, NotificationSettings settings)
    : ports_(ports),
      settings_(settings),
      gate_(ports.loop, ports.log),
      plans_(
          gate_, ports.clock, "notification.plan", kPlansAtOnce, [this](Recipient& one) { return plan(one); },
          [this] { show(); }),
      pushes_(
          gate_, ports.clock, "notification.push", kPushesAtOnce, [this](Push& one) { return push(one); },
          [this] { show(); }),
      claims_(gate_, ports.clock, "notification.login", kClaimsAtOnce, [this](Claim& one) { return claim(one); }),
      watchTimer_(ports.clock.timer(ports.loop)),
      drainTimer_(ports.clock.timer(ports.loop)),
      storeAway_(ports.log, "notification.store_away", "notification.store_back"),
      presenceAway_(ports.log, "notification.presence_away", "notification.presence_back"),
      full_(ports.log, "notification.full", "notification.room_again"),
      metrics_(ports.metrics) {}

Result<> Notification::start() {
    const auto hear = [this](std::string_view topic, void (Notification::*handler)(const EventPtr&)) -> Result<> {
        auto subscribed =
            ports_.bus.subscribe(topic, "notification", ports_.loop,
                                 [this, handler](const EventPtr& event, const Fence&) { (this->*handler)(event); });
        if (!subscribed) return subscribed.error();
        subscriptions_.push_back(std::move(*subscribed));
        return {};
    };
    if (auto heard = hear(topics::kOfflineMessage, &Notification::onOffline); !heard) return heard;
    return hear(topics::kNewLogin, &Notification::onLogin);
}

// What is in hand is finished: nobody waits any longer, and each push is tried once. What that takes too long for is
// dropped.
Task<> Notification::stop() {
    isStopping_ = true;
    subscriptions_.clear();
    ports_.push.hurry(settings_.drain);
    drainTimer_->start(settings_.drain, [this] { abandon(); });
    plans_.hasten();
    pushes_.hasten();
    claims_.hasten();
    co_await claims_.idle();
    co_await plans_.idle();
    co_await pushes_.idle();
    drainTimer_->stop();
    watchTimer_->stop();
    co_await gate_.close();
}

void Notification::abandon() {
    isAbandoned_ = true;
    const auto recipients = plans_.drop();
    const auto pushes = pushes_.drop();
    const auto signIns = claims_.drop();
    metrics_.drop("recipient", "ending", recipients);
    metrics_.drop("push", "ending", pushes);
    metrics_.drop("sign_in", "ending", signIns);
    ports_.log.warn("notification.abandoned", {{"recipients", recipients}, {"pushes", pushes}, {"signIns", signIns}});
}

// --- what was stored for those who are away ---

void Notification::onOffline(const EventPtr& event) {
    const auto* stored = std::get_if<OfflineMessages>(event.get());
    if (!stored) return;
    const bool isWorthIt = std::any_of(stored->entries.begin(), stored->entries.end(),
                                       [](const LogEntry& entry) { return isWorthAPush(*entry.message); });
    if (!isWorthIt) return;
    const OfflinePtr held(event, stored);
    const auto now = ports_.clock.steadyNow();
    for (const auto& user : stored->users) {
        if (plans_.waitingFor(user) >= kOfOne) {
            metrics_.drop("recipient", "full");
            continue;
        }
        auto place = recipientsInHand_.take(stored->conversation, now);
        if (!place) {
            full_.begin("there are too many recipients in hand");
            metrics_.drop("recipient", "full");
            continue;
        }
        plans_.add(user, {held, user, now, std::move(*place)});
    }
}

// Once its delay is over. A store that is away is asked again, until it is too late for a push.
Task<Again> Notification::plan(Recipient& recipient) {
    const auto left = recipient.since + settings_.delay - ports_.clock.steadyNow();
    if (left > 0ms && !isStopping_) co_return std::chrono::ceil<std::chrono::milliseconds>(left);
    auto pushes = co_await pushesFor(recipient);
    storeAway_.note(pushes);
    if (pushes) {
        for (auto& one : *pushes) enqueue(std::move(one));
        co_return std::nullopt;
    }
    const auto pause = pauseAfter(++recipient.tries);
    if (!isStopping_ && !isTooOld(recipient.since, pause)) co_return pause;
    metrics_.drop("recipient", "store_away");
    co_return std::nullopt;
}

Task<Result<std::vector<Push>>> Notification::pushesFor(const Recipient& recipient) {
    auto sessions = co_await ports_.presence.sessionsOf(recipient.user);
    presenceAway_.note(sessions);
    if (!sessions) metrics_.unsure();
    auto devices = co_await ports_.users.devices(recipient.user);
    if (!devices) co_return devices.error();
    // Whoever is there is woken for nothing while nobody can say that, and nobody sleeps through.
    const auto connected = sessions ? std::move(*sessions) : Sessions();
    // The sender's own device is left out entry by entry.
    const auto away = devicesToWake(*devices, connected, kNoDevice);
    const auto& stored = *recipient.stored;
    std::vector<Push> found;
    for (const auto& device : away) {
        auto behind = co_await ports_.messages.behind(recipient.user, device.number);
        if (!behind) co_return behind.error();
        for (const auto& entry : stored.entries) {
            const bool isWanted = isWorthAPush(*entry.message) && entry.origin != device.number &&
                                  wants(*behind, stored.conversation, entry.seq);
            if (!isWanted) continue;
            found.push_back(
                {device, entry, stored.conversation, recipient.since, ports_.clock.steadyNow(), std::nullopt});
        }
    }
    co_return found;
}

// --- pushes ---

void Notification::enqueue(Push one) {
    const auto device = static_cast<std::uint64_t>(one.device.number);
    if (isAbandoned_) return metrics_.drop("push", "ending");
    if (pushes_.waitingFor(device) >= kOfOne) return metrics_.drop("push", "full");
    one.place = pushesInHand_.take(one.conversation, one.since);
    if (!one.place) {
        full_.begin("there are too many pushes in hand");
        return metrics_.drop("push", "full");
    }
    pushes_.add(device, std::move(one));
}

Task<Again> Notification::push(Push& one) {
    if (isTooOld(one.since)) {
        metrics_.drop("push", "too_old");
        co_return std::nullopt;
    }
    if (deadTokens_.contains(one.device.notificationToken)) {
        end(one, PushEnd::deadToken);
        co_return std::nullopt;
    }
    const bool isStillNeeded = co_await isNeeded(one);
    if (!isStillNeeded) {
        end(one, PushEnd::unneeded);
        co_return std::nullopt;
    }
    auto text =
        pushText(one.entry, one.conversation, one.device.messageVersion, settings_.content, ports_.push.maxBytes());
    if (text.empty()) {
        metrics_.drop("push", "too_long");
        co_return std::nullopt;
    }
    const auto answer = co_await send(one, std::move(text));
    if (answer.outcome != PushOutcome::later) {
        end(one, static_cast<PushEnd>(answer.outcome));
        if (answer.outcome == PushOutcome::deadToken) co_await forgetToken(one.device);
        co_return std::nullopt;
    }
    ++one.tries;
    if (!isStopping_ && !isTooOld(one.since, answer.after)) co_return answer.after;
    end(one, PushEnd::failed);
    co_return std::nullopt;
}

// What was wanted a while ago may have been fetched since. When the store can't say, once too often is better than
// never.
Task<bool> Notification::isNeeded(Push& one) {
    const auto now = ports_.clock.steadyNow();
    if (now - one.checkedAt <= kKnownFor) co_return true;
    auto behind = co_await ports_.messages.behind(one.device.user, one.device.number);
    storeAway_.note(behind);
    if (!behind) co_return true;
    one.checkedAt = now;
    co_return wants(*behind, one.conversation, one.entry.seq);
}

Task<PushAnswer> Notification::send(const Push& one, std::string text) {
    PushMessage message;
    message.recipient = one.device.user.value + "/" + one.device.id.value;
    message.token = one.device.notificationToken;
    message.message = std::move(text);
    message.conversation = one.conversation.value;
    message.tries = one.tries;
    co_return co_await ports_.push.push(std::move(message));
}

void Notification::end(const Push& one, PushEnd end) { metrics_.end(end, ageOf(one.since)); }

Task<> Notification::forgetToken(const Device& device) {
    deadTokens_.add(device.notificationToken);
    ports_.log.info("notification.dead_token", {{"user", device.user.value}, {"device", device.id.value}});
    auto cleared = co_await ports_.users.clearNotificationToken(device.number, device.notificationToken);
    if (!cleared) ports_.log.warn("notification.token_kept", {{"reason", cleared.error().text}});
}

// --- sign-ins ---

void Notification::onLogin(const EventPtr& event) {
    const auto* login = std::get_if<NewLogin>(event.get());
    if (login == nullptr || !isPushToken(login->notificationToken)) return;
    if (claims_.waiting() >= kInHand) {
        full_.begin("there are too many sign-ins in hand");
        return metrics_.drop("sign_in", "full");
    }
    claims_.add(static_cast<std::uint64_t>(login->device), {{event, login}, ports_.clock.steadyNow()});
}

// A phone that signs in anew, perhaps as somebody else, is the newest device's alone.
Task<Again> Notification::claim(Claim& one) {
    auto claimed = co_await ports_.users.claimNotificationToken(one.login->device, one.login->notificationToken);
    storeAway_.note(claimed);
    if (claimed) co_return std::nullopt;
    const auto pause = pauseAfter(++one.tries);
    if (!isStopping_ && !isTooOld(one.since, pause)) co_return pause;
    metrics_.drop("sign_in", "store_away");
    ports_.log.warn("notification.token_shared", {{"user", one.login->user.value}, {"reason", claimed.error().text}});
    co_return std::nullopt;
}

// --- watching ---

bool Notification::isTooOld(SteadyTime since, std::chrono::milliseconds later) const {
    return ports_.clock.steadyNow() + later - since > settings_.delay + settings_.oldest;
}

void Notification::show() {
    const auto depth = recipientsInHand_.size() + pushesInHand_.size();
    if (depth < kInHand / 10) full_.end();
    const auto none = ports_.clock.steadyNow();
    const auto oldest = std::min(recipientsInHand_.oldest().value_or(none), pushesInHand_.oldest().value_or(none));
    metrics_.show(depth, ageOf(oldest), pushes_.paused());
    if (depth > 0) watch();
}

// Time goes by without an event.
void Notification::watch() {
    if (std::exchange(isWatched_, true)) return;
    watchTimer_->start(kWatchEvery, [this] {
        isWatched_ = false;
        show();
    });
}

SteadyTime::duration Notification::ageOf(SteadyTime since) const { return ports_.clock.steadyNow() - since; }

}  // namespace

std::unique_ptr<Role> makeNotificationRole(NotificationPorts ports, NotificationSettings settings) {
    return std::make_unique<Notification>(ports, settings);
}

}  // namespace baithak
