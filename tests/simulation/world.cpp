// SPDX-License-Identifier: MIT
#include "tests/simulation/world.h"

#include <algorithm>

#include "tests/simulation/old_device.h"
#include "tests/simulation/session_device.h"
#include "tests/support/history_checker.h"
#include "tests/support/log_index.h"

namespace baithak::simulation {
namespace {

using namespace std::chrono_literals;
namespace event = test::event;

constexpr auto kOwner = "ann";
constexpr auto kPoster = "pat";
constexpr auto kActive = 20s;
// Longer than the comparison of heads with the store (30 s), which heals what a lost ring has left.
constexpr auto kRest = 35s;
constexpr auto kRestAtMost = 240s;
// Together shorter than the time from a connection to its first comparison (5 s): what is late here was not rung for.
constexpr auto kCalm = 2500ms;
constexpr auto kCalmEnds = 2300ms;

}  // namespace

World::World(std::uint64_t seed, Bug bug) : engine_(seed, bug), cluster_(engine_) { addPeople(); }

World::~World() = default;

void World::addPeople() {
    auto& disk = cluster_.backbone().disk;
    const auto account = [&](const std::string& user, int number) {
        disk.addUser(UserId(user));
        const auto name = user + "/" + std::to_string(number);
        disk.addDevice(UserId(user), hashAccessKey("key of " + name));
        return Account{name, UserId(user), "key of " + name};
    };
    const ChooseGateway choose = [this] { return cluster_.any(Kind::gateway); };
    const auto today = [&](const std::string& user, int number, WireVersion version, bool isStrict) {
        devices_.push_back(
            std::make_unique<SessionDevice>(engine_, net_, choose, account(user, number), version, isStrict));
    };
    const auto old = [&](const std::string& user, int number, WireVersion version, OldHabit habit) {
        devices_.push_back(std::make_unique<OldDevice>(engine_, net_, choose, account(user, number), version, habit));
    };
    users_ = {kOwner, "bob", "cat", "dan", "eve"};
    today("ann", 1, WireVersion::v3_0, true);
    today("ann", 2, WireVersion::v2_1, true);
    today("bob", 1, WireVersion::v2_1, false);
    old("cat", 1, WireVersion::v1_0, OldHabit::confirmsById);
    today("dan", 1, WireVersion::v3_0, true);
    old("dan", 2, WireVersion::v2_1, OldHabit::confirmsNothing);
    old("eve", 1, WireVersion::v2_0, OldHabit::tellsTheSender);
    (void)account(kPoster, 1);
    engine_.history.add(event::DeviceAdded{kPoster, kPoster, {}});
    for (int i = 0; i < 2; ++i) {
        Group group{GroupId("11111111-1111-4111-8111-11111111111" + std::to_string(i)), {"bob", "cat", kPoster}};
        if (i == 1) group.members.insert("dan");
        MembershipChange change;
        change.group = group.id;
        change.create.emplace().name = "group";
        change.added.push_back({UserId(kOwner), MemberRole::admin, 0});
        for (const auto& member : group.members) change.added.push_back({UserId(member), MemberRole::user, 0});
        auto notice = std::make_shared<Message>();
        notice->type = MessageType::notification;
        notice->id = MessageId("made-" + std::to_string(i));
        notice->source = UserId(kOwner);
        notice->destination = group.id.value;
        notice->content = "{}";
        change.notice = std::move(notice);
        (void)disk.change(change);
        groups_.push_back(std::move(group));
    }
    for (auto& device : devices_) device->goOnline();
}

// --- what people do ---

Message World::nextMessage(Device& device) {
    Message message;
    message.source = device.user();
    message.id = device.nextId();
    message.content = R"({"text":"this is )" + message.id.value + R"("})";
    message.meta.set(meta_key::kContentType, "text");
    message.meta.set(meta_key::kAction, "message");
    message.destination = anyUser();
    return message;
}

Message World::groupMessage(Device& device, const Group& group) {
    auto message = nextMessage(device);
    message.channel = ChannelKind::group;
    message.destination = group.id.value;  // who is no member is refused
    return message;
}

void World::sendSomething() {
    auto& device = anyDevice();
    auto message =
        engine_.random.chance(0.5) ? groupMessage(device, engine_.random.anyOf(groups_)) : nextMessage(device);
    message.ephemeral = engine_.random.chance(0.05);
    device.send(std::move(message));
}

void World::sendBurst() {
    auto& device = anyDevice();
    auto message = nextMessage(device);
    if (engine_.random.chance(0.5)) message = groupMessage(device, engine_.random.anyOf(groups_));
    for (auto left = 2 + engine_.random.below(8); left > 0; --left) {
        device.send(message);
        message.id = device.nextId();
    }
}

void World::sendAgain() {
    auto& device = anyDevice();
    if (device.acknowledged().empty()) return;
    device.send(device.acknowledged()[engine_.random.below(device.acknowledged().size())]);
}

void World::sayRead() {
    auto& device = anyDevice();
    const auto& seen = device.lastShown();
    if (!seen || seen->source.view() == kServerName) return;
    auto message = nextMessage(device);
    message.type = MessageType::notification;
    message.destination = seen->source.value;
    message.content = R"({"ids":[")" + seen->id.value + R"("],"state":"READ"})";
    message.meta.set(meta_key::kContentType, "notification");
    message.meta.set(meta_key::kAction, "state");
    device.send(std::move(message));
}

void World::goOfflineOrOnline() {
    auto& device = anyDevice();
    if (device.isOnline())
        device.goOffline();
    else
        device.goOnline();
}

void World::step() {
    const auto what = engine_.random.below(100);
    if (what < 46) return sendSomething();
    if (what < 55) return sendBurst();
    if (what < 60) return sendAgain();
    if (what < 66) return sendByPost();
    if (what < 69) return sayRead();
    if (what < 78) return changeMembership();
    if (what < 84) return goOfflineOrOnline();
    if (what < 91) return anyDevice().cutConnection();
    if (what < 96) return anyDevice().restart();
    auto& device = anyDevice();
    device.setStalled(true);
    engine_.schedule.after(engine_.random.between(100ms, 3s), [&device] { device.setStalled(false); });
}

void World::bePeople(Time end) {
    if (engine_.schedule.now() >= end) return;
    step();
    // Now and then many things at once.
    const auto pause =
        engine_.random.chance(0.3) ? engine_.random.between(0us, 2ms) : engine_.random.between(0us, 500ms);
    engine_.schedule.after(pause, [this, end] { bePeople(end); });
}

// --- the run ---

Outcome World::run() {
    const auto end = engine_.schedule.now() + kActive;
    engine_.schedule.after(1s, [this, end] { bePeople(end); });
    engine_.schedule.after(2s, [this, end] { beMisfortune(end); });
    engine_.schedule.runUntil(end);
    heal();
    comeToRest();
    beCalm();
    return verdict();
}

void World::heal() {
    engine_.note("everything heals");
    goodWeather();
    cluster_.heal();
    for (auto& device : devices_) {
        device->setStalled(false);
        device->goOnline();
    }
}

bool World::hasShownAll(const test::FinalLogs& logs) {
    const test::LogIndex index(logs);
    for (const auto& device : devices_) {
        for (const auto& [conversation, log] : logs) {
            // The last place that is the device's to see, and not of its own making.
            const auto last = std::find_if(log.rbegin(), log.rend(), [&](const test::LogEntry& entry) {
                return !entry.id.starts_with(device->name() + "-") &&
                       index.maySee(conversation, device->user().value, entry.seq);
            });
            if (last != log.rend() && device->shownUpTo(conversation) < last->seq) return false;
        }
    }
    return true;
}

bool World::isQuiet() {
    const auto isIdle = [](const auto& device) { return device->isOnline() && device->queued() == 0; };
    return callsUnderWay_ == 0 && std::all_of(devices_.begin(), devices_.end(), isIdle) &&
           hasShownAll(cluster_.backbone().disk.logs());
}

void World::comeToRest() {
    const auto latest = engine_.schedule.now() + kRestAtMost;
    engine_.schedule.runUntil(engine_.schedule.now() + kRest);
    while (!isQuiet() && engine_.schedule.now() < latest) engine_.schedule.runUntil(engine_.schedule.now() + 1s);
    if (!isQuiet()) engine_.violations.emplace_back("Not everything came to rest.");
    engine_.schedule.runUntil(engine_.schedule.now() + kRest);
}

// No faults, no losses, but a commit takes its time: people write while others come and go.
void World::beCalm() {
    engine_.note("a calm moment");
    cluster_.backbone().storeWeather = {.slowest = 10ms, .slowestCommit = 400ms};
    cluster_.backbone().presenceWeather = {.slowest = 5ms};
    const auto end = engine_.schedule.now() + kCalm;
    while (engine_.schedule.now() < end) {
        if (engine_.random.chance(0.3))
            goOfflineOrOnline();
        else
            sendSomething();
        engine_.schedule.runUntil(engine_.schedule.now() + engine_.random.between(1ms, 60ms));
    }
    for (auto& device : devices_) device->goOnline();
    engine_.schedule.runUntil(engine_.schedule.now() + kCalmEnds);
    for (const auto& device : devices_) engine_.history.add(event::Drained{device->name()});
}

Outcome World::verdict() {
    Outcome outcome;
    outcome.violations = std::move(engine_.violations);
    for (const auto& line : engine_.logFile.linesOf("task.failed")) outcome.violations.push_back(line);
    for (auto& broken : test::check(engine_.history, cluster_.backbone().disk.logs()))
        outcome.violations.push_back(std::move(broken));
    for (const auto& each : engine_.history.events()) {
        outcome.sent += std::holds_alternative<event::Sent>(each) ? 1 : 0;
        outcome.acknowledged += std::holds_alternative<event::Acked>(each) ? 1 : 0;
        outcome.shown += std::holds_alternative<event::Shown>(each) ? 1 : 0;
    }
    outcome.history = engine_.history.toText();
    return outcome;
}

}  // namespace baithak::simulation
