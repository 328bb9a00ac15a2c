// SPDX-License-Identifier: MIT

// The role between its ports, on a clock that stands still: what it does when there is too much, when what it asks is
// away, and when it is told to end. What it does when all is well is tests/e2e/push_test.cpp.

#include "server/roles/notification/notification_role.h"

#include <QTemporaryFile>
#include <QTest>

#include <numeric>

#include "server/bus/memory/memory_bus.h"
#include "server/bus/topics.h"
#include "tests/server/roles/notification/fake_ports.h"
#include "tests/server/support/turn_loop.h"
#include "tests/support/builders.h"
#include "tests/support/fake_clock.h"
#include "tests/support/register_test.h"

namespace baithak::test {

using namespace std::chrono_literals;

namespace {

const ConversationId kChat("dm:ann:bob");
constexpr PushAnswer kLater{PushOutcome::later, 60s};

Device deviceOf(const std::string& user, std::int64_t number) {
    Device device;
    device.number = DeviceNumber(number);
    device.user = UserId(user);
    device.id = DeviceId("phone");
    device.notificationToken = "token-" + user;
    return device;
}

}  // namespace

class NotificationRoleTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void wakesWhoIsAwayOnceTheDelayIsOver();
    void holdsUpOneDeviceAlone();
    void triesAgainInTheDevicesOrder();
    void givesUpWhatWouldComeTooLate();
    void dropsWhatHasBecomeTooOld();
    void wakesNobodyWhoHasFetchedItMeanwhile();
    void wakesAllTheSameWhenTheStoreCannotSay();
    void boundsWhatADeviceWaitsFor();
    void leavesRoomForOtherConversations();
    void asksAStoreThatIsAwayAgain_data();
    void asksAStoreThatIsAwayAgain();
    void countsWhomItCouldNotAskFor();
    void wakesAllWhilePresenceIsAway();
    void forgetsADeadToken();
    void claimsATokenUntilTheStoreTakesIt();
    void tellsTheAgeOfTheOldestAtEveryStage();
    void triesWhatPausesOnceMoreWhenItEnds();
    void endsInTimeWhileTheServiceHangs();

private:
    void addUser(const std::string& user);
    // Stores messages with these seqs for users who are away, and lets the role hear of it.
    void store(const std::vector<std::string>& users, std::vector<std::uint64_t> seqs,
               const ConversationId& conversation = kChat);
    void advance(std::chrono::milliseconds time) {
        clock_.advance(time);
        runReady(loop_);
    }
    void stop();
    double metric(const std::string& name) const;
    double dropped(const std::string& what, const std::string& why) const {
        return metric("baithak_notification_dropped_total{what=\"" + what + "\",why=\"" + why + "\"}");
    }
    double ended(const std::string& outcome) const {
        return metric("baithak_notification_pushes_total{outcome=\"" + outcome + "\"}");
    }
    int logged(const char* event) {
        lines_->seek(0);
        return static_cast<int>(
            lines_->readAll().count(std::string("\"event\":\"" + std::string(event) + "\"").c_str()));
    }

    // In this order: the loop outlives the bus, and all of them the role.
    baithak::Loop loop_{1};
    FakeClock clock_;
    std::unique_ptr<QTemporaryFile> lines_;
    std::unique_ptr<Log> log_;
    std::unique_ptr<Metrics> metrics_;
    std::unique_ptr<Bus> bus_;
    std::unique_ptr<FakeUsers> users_;
    std::unique_ptr<FakeMessages> messages_;
    std::unique_ptr<FakePresence> presence_;
    std::unique_ptr<FakePush> push_;
    std::unique_ptr<Role> role_;
    bool isStopped_ = false;
};
BAITHAK_REGISTER_TEST(NotificationRoleTest);

void NotificationRoleTest::init() {
    lines_ = std::make_unique<QTemporaryFile>();
    QVERIFY(lines_->open());
    log_ = std::make_unique<Log>(LogLevel::info, lines_->handle());
    metrics_ = std::make_unique<Metrics>();
    bus_ = makeMemoryBus();
    users_ = std::make_unique<FakeUsers>();
    messages_ = std::make_unique<FakeMessages>();
    presence_ = std::make_unique<FakePresence>();
    push_ = std::make_unique<FakePush>();
    NotificationSettings settings;
    settings.delay = 2s;
    settings.oldest = 10min;
    settings.drain = 20s;
    role_ = makeNotificationRole({loop_, *bus_, *users_, *messages_, *presence_, *push_, clock_, *log_, *metrics_},
                                 settings);
    QVERIFY(role_->start());
    isStopped_ = false;
    messages_->add(kChat);
    addUser("bob");
}

void NotificationRoleTest::cleanup() {
    push_->release();
    if (!isStopped_) stop();
    QVERIFY(isStopped_);
    role_.reset();
    bus_.reset();
}

void NotificationRoleTest::addUser(const std::string& user) {
    const auto number = static_cast<std::int64_t>(users_->all.size()) + 1;
    users_->all[UserId(user)] = {deviceOf(user, number)};
}

void NotificationRoleTest::store(const std::vector<std::string>& users, std::vector<std::uint64_t> seqs,
                                 const ConversationId& conversation) {
    OfflineMessages stored;
    stored.conversation = conversation;
    for (const auto seq : seqs) {
        const auto message = aMessage("m-" + std::to_string(seq)).build();
        stored.entries.push_back({seq, std::make_shared<const Message>(message), DeviceNumber(1'000'000)});
    }
    for (const auto& user : users) stored.users.emplace_back(user);
    QVERIFY(bus_->publish(topics::kOfflineMessage, conversation.value, makeEvent(Event(std::move(stored)))));
    runReady(loop_);
}

// Begins to stop; cleanup looks whether it has.
void NotificationRoleTest::stop() {
    boost::asio::co_spawn(loop_, role_->stop(), [this](std::exception_ptr failure) { isStopped_ = !failure; });
    runReady(loop_);
}

double NotificationRoleTest::metric(const std::string& name) const {
    const auto text = metrics_->text();
    const auto at = text.find("\n" + name + " ");
    return at == text.npos ? 0 : std::stod(text.substr(at + name.size() + 2));
}

void NotificationRoleTest::wakesWhoIsAwayOnceTheDelayIsOver() {
    store({"bob"}, {1, 2});
    advance(1999ms);
    QCOMPARE(push_->tries.size(), 0u);
    advance(1ms);
    QCOMPARE(push_->triesTo("token-bob"), 2u);
    QCOMPARE(ended("sent"), 2.0);
    QCOMPARE(metric("baithak_notification_queue_depth"), 0.0);
}

// More devices wait for another try than pushes run at once.
void NotificationRoleTest::holdsUpOneDeviceAlone() {
    std::vector<std::string> members;
    for (int i = 0; i < 70; ++i) {
        members.push_back("member-" + std::to_string(i));
        addUser(members.back());
        push_->answers["token-" + members.back()] = {kLater};
    }
    store(members, {1});
    advance(2s);
    QCOMPARE(push_->tries.size(), 70u);
    QCOMPARE(metric("baithak_push_waiting_retries"), 70.0);

    store({"bob"}, {2});
    advance(2s);

    QCOMPARE(push_->triesTo("token-bob"), 1u);
    advance(60s);
    QCOMPARE(ended("sent"), 71.0);
}

void NotificationRoleTest::triesAgainInTheDevicesOrder() {
    push_->answers["token-bob"] = {kLater, {PushOutcome::later, 30s}};
    store({"bob"}, {1, 2});
    advance(2s);
    advance(59s);
    QCOMPARE(push_->tries.size(), 1u);
    advance(1s);
    QCOMPARE(push_->tries.size(), 2u);
    advance(30s);
    QCOMPARE(push_->tries.size(), 4u);
    const auto first = push_->tries[0].message;
    QCOMPARE(push_->tries[1].message, first);
    QCOMPARE(push_->tries[2].message, first);
    QVERIFY(push_->tries[3].message != first);
    QCOMPARE(push_->tries[2].tries, 3);
    QCOMPARE(push_->tries[3].tries, 1);
}

void NotificationRoleTest::givesUpWhatWouldComeTooLate() {
    push_->answers["token-bob"] = {{PushOutcome::later, 1h}};
    store({"bob"}, {1});
    advance(2s);
    QCOMPARE(ended("failed"), 1.0);
    QCOMPARE(metric("baithak_notification_queue_depth"), 0.0);
}

// Each of those in front takes its time, and the age counts from when it was stored.
void NotificationRoleTest::dropsWhatHasBecomeTooOld() {
    push_->answers["token-bob"] = {{PushOutcome::later, 9min}};
    store({"bob"}, {1, 2, 3});
    advance(2s);
    advance(9min);
    QCOMPARE(ended("sent"), 3.0);
    push_->isMute = true;
    store({"bob"}, {4, 5});
    advance(2s);
    advance(11min);
    push_->release();
    runReady(loop_);
    QCOMPARE(ended("sent"), 4.0);
    QCOMPARE(dropped("push", "too_old"), 1.0);
}

void NotificationRoleTest::wakesNobodyWhoHasFetchedItMeanwhile() {
    push_->answers["token-bob"] = {kLater};
    store({"bob"}, {1, 2});
    advance(2s);
    messages_->haveAll.insert(users_->all[UserId("bob")].front().number);
    advance(60s);
    QCOMPARE(push_->tries.size(), 1u);
    QCOMPARE(ended("unneeded"), 2.0);
}

void NotificationRoleTest::wakesAllTheSameWhenTheStoreCannotSay() {
    push_->answers["token-bob"] = {kLater};
    store({"bob"}, {1});
    advance(2s);
    messages_->failures = 1;
    advance(60s);
    QCOMPARE(ended("sent"), 1.0);
    QCOMPARE(logged("notification.store_away"), 1);
}

void NotificationRoleTest::boundsWhatADeviceWaitsFor() {
    push_->answers["token-bob"] = {kLater};
    std::vector<std::uint64_t> seqs(70);
    std::iota(seqs.begin(), seqs.end(), 1);
    store({"bob"}, seqs);
    advance(2s);
    QCOMPARE(dropped("push", "full"), 6.0);
    for (std::uint64_t seq = 100; seq < 170; ++seq) store({"bob"}, {seq});
    QCOMPARE(dropped("recipient", "full"), 6.0);
}

// Every member who is lost to the bound is counted, and the log says it once.
void NotificationRoleTest::leavesRoomForOtherConversations() {
    std::vector<std::string> members;
    for (int i = 0; i < 12'000; ++i) members.push_back("member-" + std::to_string(i));
    const ConversationId loud("grp:loud");
    store(members, {1}, loud);
    QCOMPARE(dropped("recipient", "full"), 2'000.0);
    QCOMPARE(logged("notification.full"), 1);

    store({"bob"}, {1});
    advance(2s);

    QCOMPARE(push_->triesTo("token-bob"), 1u);
    QCOMPARE(logged("notification.full"), 1);
    QCOMPARE(logged("notification.room_again"), 1);
}

void NotificationRoleTest::asksAStoreThatIsAwayAgain_data() {
    QTest::addColumn<bool>("isOfUsers");
    QTest::newRow("accounts") << true;
    QTest::newRow("messages") << false;
}

void NotificationRoleTest::asksAStoreThatIsAwayAgain() {
    QFETCH(bool, isOfUsers);
    (isOfUsers ? users_->failures : messages_->failures) = 3;
    store({"bob"}, {1});
    advance(2s);
    QCOMPARE(push_->tries.size(), 0u);
    advance(500ms);
    advance(1s);
    QCOMPARE(push_->tries.size(), 0u);
    advance(2s);
    QCOMPARE(push_->tries.size(), 1u);
    QCOMPARE(logged("notification.store_away"), 1);
    QCOMPARE(logged("notification.store_back"), 1);
}

void NotificationRoleTest::countsWhomItCouldNotAskFor() {
    users_->failures = 1'000'000;
    addUser("eve");
    store({"bob", "eve"}, {1});
    for (int i = 0; i < 700; ++i) advance(1s);
    QCOMPARE(dropped("recipient", "store_away"), 2.0);
    QCOMPARE(logged("notification.store_away"), 1);
    QCOMPARE(metric("baithak_notification_queue_depth"), 0.0);
    users_->failures = 0;
    store({"bob"}, {2});
    advance(2s);
    QCOMPARE(push_->tries.size(), 1u);
}

void NotificationRoleTest::wakesAllWhilePresenceIsAway() {
    const auto device = users_->all[UserId("bob")].front().number;
    presence_->sessions = {std::make_shared<const Session>(Session{UserId("bob"), device, {}, {}})};
    store({"bob"}, {1});
    advance(2s);
    QCOMPARE(push_->tries.size(), 0u);
    presence_->isAway = true;
    store({"bob"}, {2});
    store({"bob"}, {3});
    advance(2s);
    QCOMPARE(push_->tries.size(), 2u);
    QCOMPARE(metric("baithak_notification_presence_failures_total"), 2.0);
    QCOMPARE(logged("notification.presence_away"), 1);
}

void NotificationRoleTest::forgetsADeadToken() {
    push_->answers["token-bob"] = {{PushOutcome::deadToken, {}}};
    store({"bob"}, {1, 2, 3});
    advance(2s);
    QVERIFY(users_->cleared == std::vector<std::string>{"token-bob"});
    QCOMPARE(push_->tries.size(), 1U);
    QCOMPARE(ended("dead_token"), 3.0);
}

void NotificationRoleTest::claimsATokenUntilTheStoreTakesIt() {
    users_->failures = 2;
    const NewLogin login{UserId("bob"), DeviceNumber(1), "token-bob"};
    QVERIFY(bus_->publish(topics::kNewLogin, "bob", makeEvent(Event(login))));
    runReady(loop_);
    advance(500ms);
    advance(1s);
    QCOMPARE(users_->claims, 3);
    advance(1h);
    QCOMPARE(users_->claims, 3);
}

void NotificationRoleTest::tellsTheAgeOfTheOldestAtEveryStage() {
    const std::string age = "baithak_notification_queue_age_seconds";
    push_->answers["token-bob"] = {kLater};
    store({"bob"}, {1});
    advance(1s);
    QCOMPARE(metric(age), 1.0);  // in its delay
    advance(1s);
    advance(30s);
    QCOMPARE(metric(age), 32.0);  // waits for another try
    push_->isMute = true;
    advance(30s);
    advance(8s);
    QCOMPARE(metric(age), 70.0);  // is being tried
    push_->release();
    runReady(loop_);
    QCOMPARE(metric(age), 0.0);
}

void NotificationRoleTest::triesWhatPausesOnceMoreWhenItEnds() {
    push_->answers["token-bob"] = {kLater, kLater};
    store({"bob"}, {1});
    advance(2s);
    addUser("eve");
    store({"eve"}, {2});  // in its delay
    stop();
    QVERIFY(isStopped_);
    QCOMPARE(push_->triesTo("token-bob"), 2u);
    QCOMPARE(push_->triesTo("token-eve"), 1u);
    QCOMPARE(ended("failed"), 1.0);
    QCOMPARE(ended("sent"), 1.0);
}

void NotificationRoleTest::endsInTimeWhileTheServiceHangs() {
    push_->isMute = true;
    store({"bob"}, {1, 2, 3, 4, 5});
    advance(2s);
    stop();
    QVERIFY(push_->hurried == 20s);
    advance(19s);
    QVERIFY(!isStopped_);
    QCOMPARE(dropped("push", "ending"), 0.0);
    advance(1s);
    QCOMPARE(dropped("push", "ending"), 4.0);
    QCOMPARE(logged("notification.abandoned"), 1);
    push_->release();  // as the service's own bound does
    runReady(loop_);
    QVERIFY(isStopped_);
    QCOMPARE(push_->tries.size(), 1u);
}

}  // namespace baithak::test

#include "notification_role_test.moc"
