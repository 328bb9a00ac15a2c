// SPDX-License-Identifier: MIT
#include "server/roles/notification/notification_role.h"

#include <deque>

#include "server/bus/topics.h"
#include "server/roles/notification/lanes.h"
#include "server/roles/notification/push_plan.h"

namespace baithak {
namespace {

constexpr std::size_t kWaiting = 20'000;       // recipients of stored messages; past them the new ones are dropped
constexpr std::size_t kWaitingOfADevice = 64;  // pushes; somebody who is away for long needs no more
constexpr std::size_t kPlansAtOnce = 16;
constexpr std::size_t kPushesAtOnce = 64;
constexpr int kTries = 3;
constexpr std::chrono::milliseconds kBetweenTries{500};

using OfflinePtr = std::shared_ptr<const OfflineMessages>;
using SteadyTime = std::chrono::steady_clock::time_point;

// What one recipient is to hear of.
struct Recipient {
    OfflinePtr stored;
    UserId user;
    SteadyTime since;
};

struct Push {
    Device device;
    LogEntry entry;
    ConversationId conversation;
    SteadyTime since;
};

class Notification final : public Role {
public:
    Notification(NotificationPorts ports, NotificationSettings settings);

    std::string_view name() const noexcept override { return "notification"; }
    Result<> start() override;
    Task<> stop() override;

private:
    void onOffline(const EventPtr& event);
    void onLogin(const EventPtr& event);
    Task<> claim(std::shared_ptr<const NewLogin> login);
    void pump();
    Task<> plan(Recipient recipient);
    Task<> planDevice(Device device, const Recipient& recipient);
    Task<> push(Push push);
    void enqueue(Push push);
    void drop(std::string_view what);
    void showDepth();
    double ageOf(SteadyTime since) const;

    NotificationPorts ports_;
    const NotificationSettings settings_;
    Gate gate_;
    LoopTimer timer_;
    Lanes<UserId, Recipient> plans_;
    Lanes<std::uint64_t, Push> pushes_;
    std::vector<std::unique_ptr<Subscription>> subscriptions_;
    std::deque<Recipient> waiting_;  // until their delay is over
    bool isTimerSet_ = false;
    bool isStopping_ = false;
    Gauge& depth_;
    Gauge& oldest_;
    Histogram& age_;
    Counter* outcomes_[4];
};

Counter* outcomeCounter(Metrics& metrics, const char* outcome) {
    return &metrics.counter("baithak_notification_pushes_total", "Pushes by what became of them",
                            {{"outcome", outcome}});
}

Notification::Notification(NotificationPorts ports, NotificationSettings settings)
    : ports_(ports),
      settings_(settings),
      gate_(ports.loop, ports.log),
      timer_(ports.loop),
      plans_(
          gate_, "notification.plan", kPlansAtOnce, [this](Recipient recipient) { return plan(std::move(recipient)); },
          [this] { showDepth(); }),
      pushes_(
          gate_, "notification.push", kPushesAtOnce, [this](Push one) { return push(std::move(one)); },
          [this] { showDepth(); }),
      depth_(ports.metrics.gauge("baithak_notification_queue_depth", "Recipients and pushes in the queue")),
      oldest_(ports.metrics.gauge("baithak_notification_queue_age_seconds", "Age of the oldest that waits its delay")),
      age_(ports.metrics.histogram("baithak_notification_age_seconds", "From the stored message to its push's outcome",
                                   {0.1, 0.5, 1, 2, 5, 10, 30, 60, 300})),
      outcomes_{outcomeCounter(ports.metrics, "sent"), outcomeCounter(ports.metrics, "dead_token"),
                outcomeCounter(ports.metrics, "refused"), outcomeCounter(ports.metrics, "failed")} {}

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

// What is in hand is finished: nobody waits any longer, and each push is tried once.
Task<> Notification::stop() {
    isStopping_ = true;
    subscriptions_.clear();
    ports_.push.hurry();
    timer_.cancel();
    pump();
    co_await plans_.idle();
    co_await pushes_.idle();
    co_await gate_.close();
}

// --- what was stored for those who are away ---

void Notification::onOffline(const EventPtr& event) {
    const auto* stored = std::get_if<OfflineMessages>(event.get());
    if (!stored) return;
    const bool isWorthIt = std::any_of(stored->entries.begin(), stored->entries.end(),
                                       [](const LogEntry& entry) { return isWorthAPush(*entry.message); });
    if (!isWorthIt) return;
    const OfflinePtr held(event, stored);
    for (const auto& user : stored->users) {
        if (waiting_.size() + plans_.waiting() >= kWaiting) return drop("recipient");
        waiting_.push_back({held, user, ports_.clock.steadyNow()});
    }
    pump();
}

// Passes on those whose delay is over.
void Notification::pump() {
    const auto now = ports_.clock.steadyNow();
    while (!waiting_.empty() && (isStopping_ || waiting_.front().since + settings_.delay <= now)) {
        auto recipient = std::move(waiting_.front());
        waiting_.pop_front();
        const auto user = recipient.user;
        plans_.add(user, std::move(recipient));
    }
    showDepth();
    if (waiting_.empty() || isTimerSet_) return;
    isTimerSet_ = true;
    timer_.expires_after(waiting_.front().since + settings_.delay - now);
    timer_.async_wait([this](const boost::system::error_code&) {
        isTimerSet_ = false;
        if (!isStopping_) pump();
    });
}

Task<> Notification::plan(Recipient recipient) {
    auto sessions = co_await ports_.presence.sessionsOf(recipient.user);
    auto devices = co_await ports_.users.devices(recipient.user);
    if (!devices) {
        ports_.log.warn("notification.no_devices", {{"user", recipient.user.value}, {"reason", devices.error().text}});
        co_return;
    }
    const auto connected = sessions ? std::move(*sessions) : Sessions();
    // The sender's own device is left out entry by entry.
    const auto away = devicesToWake(*devices, connected, kNoDevice);
    for (const auto& device : away) co_await planDevice(device, recipient);
}

Task<> Notification::planDevice(Device device, const Recipient& recipient) {
    const auto& stored = *recipient.stored;
    auto behind = co_await ports_.messages.behind(recipient.user, device.number);
    if (!behind) co_return;
    for (const auto& entry : stored.entries) {
        const bool isWanted = isWorthAPush(*entry.message) && entry.origin != device.number &&
                              lacks(*behind, stored.conversation, entry.seq);
        if (isWanted) enqueue({device, entry, stored.conversation, recipient.since});
    }
}

// --- pushes ---

void Notification::enqueue(Push one) {
    const auto device = static_cast<std::uint64_t>(one.device.number);
    if (pushes_.waitingFor(device) >= kWaitingOfADevice || pushes_.waiting() >= kWaiting) return drop("push");
    pushes_.add(device, std::move(one));
}

Task<> Notification::push(Push one) {
    PushMessage message;
    message.recipient = one.device.user.value + "/" + one.device.id.value;
    message.token = one.device.notificationToken;
    message.conversation = one.conversation.value;
    message.message =
        pushText(one.entry, one.conversation, one.device.messageVersion, settings_.content, ports_.push.maxBytes());
    if (message.message.empty()) co_return drop("long message");
    const auto outcome = co_await ports_.push.push(std::move(message));
    outcomes_[static_cast<std::size_t>(outcome)]->add();
    age_.observe(ageOf(one.since));
    if (outcome != PushOutcome::deadToken) co_return;
    ports_.log.info("notification.dead_token", {{"user", one.device.user.value}, {"device", one.device.id.value}});
    auto cleared = co_await ports_.users.clearNotificationToken(one.device.number, one.device.notificationToken);
    if (!cleared) ports_.log.warn("notification.token_kept", {{"reason", cleared.error().text}});
}

// --- sign-ins ---

void Notification::onLogin(const EventPtr& event) {
    const auto* login = std::get_if<NewLogin>(event.get());
    if (login != nullptr && isPushToken(login->notificationToken))
        gate_.spawn("notification.login", claim({event, login}));
}

// A phone that signs in anew, perhaps as somebody else, is the newest device's alone.
Task<> Notification::claim(std::shared_ptr<const NewLogin> login) {
    for (int tries = 1;; ++tries) {
        auto claimed = co_await ports_.users.claimNotificationToken(login->device, login->notificationToken);
        if (claimed) co_return;
        if (tries == kTries || isStopping_) {
            ports_.log.warn("notification.token_shared",
                            {{"user", login->user.value}, {"reason", claimed.error().text}});
            co_return;
        }
        LoopTimer pause(ports_.loop, kBetweenTries);
        co_await pause.async_wait(asTuple);
    }
}

// --- watching ---

void Notification::drop(std::string_view what) {
    ports_.metrics
        .counter("baithak_notification_dropped_total", "What was not pushed because there was too much",
                 {{"what", std::string(what)}})
        .add();
}

void Notification::showDepth() {
    depth_.set(static_cast<double>(waiting_.size() + plans_.waiting() + pushes_.waiting()));
    oldest_.set(waiting_.empty() ? 0 : ageOf(waiting_.front().since));
}

double Notification::ageOf(SteadyTime since) const {
    return std::chrono::duration<double>(ports_.clock.steadyNow() - since).count();
}

}  // namespace

std::unique_ptr<Role> makeNotificationRole(NotificationPorts ports, NotificationSettings settings) {
    return std::make_unique<Notification>(ports, settings);
}

}  // namespace baithak
