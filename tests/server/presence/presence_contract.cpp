// SPDX-License-Identifier: MIT
#include "tests/server/presence/presence_contract.h"

#include <QTest>

#include <algorithm>

#include "server/runtime/clock.h"
#include "tests/server/support/turn_loop.h"

namespace baithak::test {

namespace {

Session session(std::string_view user, std::uint64_t device, std::string_view connection) {
    return {UserId(user), DeviceNumber{device}, GatewayId("gw-1"), ConnectionId(connection), false};
}

Session openedAt(std::uint64_t ms, std::string_view connection) {
    auto made = session("ann", 1, connection);
    made.openedAt.ms = ms;
    return made;
}

std::vector<std::string> connectionsOf(const Result<Sessions>& sessions) {
    std::vector<std::string> names;
    if (!sessions) return {"error: " + sessions.error().text};
    for (const auto& each : *sessions) names.push_back(each->connection.value);
    std::sort(names.begin(), names.end());
    return names;
}

using Texts = std::vector<std::string>;

const UserId kAnn("ann");

// What a watcher was told, as `ann+ bob-`.
struct Told {
    PresenceHandler handler() {
        return [this](const UserId& user, bool isOnline) {
            text += (text.empty() ? "" : " ") + user.value + (isOnline ? "+" : "-");
        };
    }
    std::string text;
};

}  // namespace

std::unique_ptr<Presence> PresenceContract::makeAnnounced(baithak::Loop& loop) {
    auto presence = makePresence(loop);
    Instance instance;
    instance.id = "first";
    instance.roles = {"gateway"};
    const auto announced = runTask(loop, presence->announce(std::move(instance), GatewayId("gw-1")));
    if (!announced) qFatal("%s", announced.error().text.c_str());
    return presence;
}

void PresenceContract::knowsWhoIsConnected() {
    baithak::Loop loop;
    auto presence = makeAnnounced(loop);

    const auto replaced = runTask(loop, presence->put(session("ann", 1, "c1")));

    QCOMPARE(connectionsOf(replaced), Texts{});
    QCOMPARE(connectionsOf(runTask(loop, presence->sessionsOf(UserId("ann")))), Texts{"c1"});
    QCOMPARE(connectionsOf(runTask(loop, presence->sessionsOf(UserId("bob")))), Texts{});
}

void PresenceContract::keepsDevicesOfOneUserApart() {
    baithak::Loop loop;
    auto presence = makeAnnounced(loop);

    (void)runTask(loop, presence->put(session("ann", 1, "c1")));
    const auto replaced = runTask(loop, presence->put(session("ann", 2, "c2")));

    QCOMPARE(connectionsOf(replaced), Texts{});
    QCOMPARE(connectionsOf(runTask(loop, presence->sessionsOf(UserId("ann")))), (Texts{"c1", "c2"}));
}

void PresenceContract::letsALaterConnectionReplaceTheEarlier() {
    baithak::Loop loop;
    auto presence = makeAnnounced(loop);

    (void)runTask(loop, presence->put(openedAt(1000, "c1")));
    const auto replaced = runTask(loop, presence->put(openedAt(2000, "c2")));

    QCOMPARE(connectionsOf(replaced), Texts{"c1"});
    QCOMPARE(connectionsOf(runTask(loop, presence->sessionsOf(UserId("ann")))), Texts{"c2"});
}

// The bus may reorder: when the connection was opened decides.
void PresenceContract::letsALateArrivalOfAnEarlierConnectionLose() {
    baithak::Loop loop;
    auto presence = makeAnnounced(loop);

    (void)runTask(loop, presence->put(openedAt(2000, "c2")));
    const auto replaced = runTask(loop, presence->put(openedAt(1000, "c1")));

    QCOMPARE(connectionsOf(replaced), Texts{"c1"});
    QCOMPARE(connectionsOf(runTask(loop, presence->sessionsOf(UserId("ann")))), Texts{"c2"});
}

// The gateway that gave the later connection its id has a clock that is behind.
void PresenceContract::knowsTheEarlierConnectionByTheClockOfPresence() {
    baithak::Loop loop;
    auto presence = makeAnnounced(loop);

    (void)runTask(loop, presence->put(openedAt(1000, "c2")));
    const auto replaced = runTask(loop, presence->put(openedAt(2000, "c1")));
    QCOMPARE(connectionsOf(replaced), Texts{"c2"});

    // It is half open, and its gateway renews it.
    const auto renewed = runTask(loop, presence->put(openedAt(1000, "c2")));
    QCOMPARE(connectionsOf(renewed), Texts{"c2"});
    QCOMPARE(connectionsOf(runTask(loop, presence->sessionsOf(UserId("ann")))), Texts{"c1"});
}

// A gateway that has just started does not know the time of presence yet.
void PresenceContract::endsNoneWhileAnOpeningIsNotKnown() {
    baithak::Loop loop;
    auto presence = makeAnnounced(loop);
    const auto put = [&](Session session) { return connectionsOf(runTask(loop, presence->put(std::move(session)))); };
    const auto kept = [&] { return connectionsOf(runTask(loop, presence->sessionsOf(kAnn))); };

    QCOMPARE(put(openedAt(2000, "c1")), Texts{});
    QCOMPARE(put(session("ann", 1, "c2")), Texts{});
    QCOMPARE(kept(), Texts{"c2"});
    QCOMPARE(put(openedAt(2000, "c1")), Texts{});
    QCOMPARE(kept(), Texts{"c2"});

    // Its gateway has heard the time, and that the connection was there first.
    QCOMPARE(put(openedAt(1000, "c2")), Texts{});
    QCOMPARE(put(openedAt(2000, "c1")), Texts{"c2"});
    QCOMPARE(put(openedAt(1000, "c2")), Texts{"c2"});
    QCOMPARE(kept(), Texts{"c1"});
}

void PresenceContract::tellsTheTime() {
    baithak::Loop loop;
    auto presence = makePresence(loop);
    const auto tell = [&] { return runTask(loop, presence->announce({}, GatewayId("gw-1")))->now; };

    const auto before = SystemClock().now();
    const auto told = tell();

    // Every test is on one machine.
    QVERIFY(told >= before && told <= SystemClock().now());
    QVERIFY(pollUntil(loop, [&] { return SystemClock().now() > told; }));
    QVERIFY(tell() > told);
}

void PresenceContract::takesARenewalForWhatItIs() {
    baithak::Loop loop;
    auto presence = makeAnnounced(loop);

    (void)runTask(loop, presence->put(session("ann", 1, "c1")));
    const auto replaced = runTask(loop, presence->put(session("ann", 1, "c1")));

    QCOMPARE(connectionsOf(replaced), Texts{});
    QCOMPARE(connectionsOf(runTask(loop, presence->sessionsOf(UserId("ann")))), Texts{"c1"});
}

void PresenceContract::forgetsThatConnectionAndNoOther() {
    baithak::Loop loop;
    auto presence = makeAnnounced(loop);
    (void)runTask(loop, presence->put(session("ann", 1, "c1")));
    (void)runTask(loop, presence->put(session("ann", 1, "c2")));

    // The goodbye of a connection that was replaced comes late.
    QVERIFY(runTask(loop, presence->remove(UserId("ann"), ConnectionId("c1"))));
    QCOMPARE(connectionsOf(runTask(loop, presence->sessionsOf(UserId("ann")))), Texts{"c2"});

    QVERIFY(runTask(loop, presence->remove(UserId("ann"), ConnectionId("c2"))));
    QCOMPARE(connectionsOf(runTask(loop, presence->sessionsOf(UserId("ann")))), Texts{});
    QVERIFY(runTask(loop, presence->remove(UserId("ann"), ConnectionId("c2"))));
}

void PresenceContract::findsTheSessionsOfMany() {
    baithak::Loop loop;
    auto presence = makeAnnounced(loop);
    for (const auto* user : {"ann", "bob", "eve"}) {
        (void)runTask(loop, presence->put(session(user, 1, std::string("c-") + user)));
    }
    const auto users = std::make_shared<const std::vector<UserId>>(
        std::vector<UserId>{UserId("ann"), UserId("nobody"), UserId("eve")});

    QCOMPARE(connectionsOf(runTask(loop, presence->sessionsOf(users))), (Texts{"c-ann", "c-eve"}));
}

void PresenceContract::keepsWhatTheSessionSays() {
    baithak::Loop loop;
    auto presence = makeAnnounced(loop);
    auto strict = session("ann", 7, "c1");
    strict.isStrict = true;
    (void)runTask(loop, presence->put(strict));

    const auto sessions = runTask(loop, presence->sessionsOf(UserId("ann")));

    QVERIFY(sessions && sessions->size() == 1);
    QCOMPARE(sessions->front()->user, UserId("ann"));
    QCOMPARE(sessions->front()->device, DeviceNumber{7});
    QCOMPARE(sessions->front()->gateway, GatewayId("gw-1"));
    QVERIFY(sessions->front()->isStrict);
}

void PresenceContract::namesTheProcessesThatAnnouncedThemselves() {
    baithak::Loop loop;
    auto presence = makePresence(loop);
    const Instance instance{"one", {"router", "delivery"}, "127.0.0.1:1", "127.0.0.1:2", "0.1.0", Timestamp{7}};

    const auto first = runTask(loop, presence->announce(instance, GatewayId("gw-1")));
    const auto second = runTask(loop, presence->announce(instance, GatewayId("gw-1")));
    QVERIFY(first && first->lease == Lease::fresh);
    QVERIFY(second && second->lease == Lease::kept);

    const auto all = runTask(loop, presence->instances());
    QVERIFY(all && all->size() == 1);
    QCOMPARE(all->front().id, std::string("one"));
    QCOMPARE(all->front().roles, (Texts{"router", "delivery"}));
    QCOMPARE(all->front().address, std::string("127.0.0.1:1"));
    QCOMPARE(all->front().opsAddress, std::string("127.0.0.1:2"));
    QCOMPARE(all->front().version, std::string("0.1.0"));
    QCOMPARE(all->front().startedAt.ms, std::uint64_t{7});

    QVERIFY(runTask(loop, presence->withdraw("one", GatewayId("gw-1"))));
    QVERIFY(runTask(loop, presence->instances())->empty());
}

void PresenceContract::forgetsTheSessionsOfAGatewayThatWithdraws() {
    baithak::Loop loop;
    auto presence = makePresence(loop);
    (void)runTask(loop, presence->announce({"one", {"gateway"}, {}, {}, {}, {}}, GatewayId("gw-1")));
    (void)runTask(loop, presence->announce({"two", {"gateway"}, {}, {}, {}, {}}, GatewayId("gw-2")));
    (void)runTask(loop, presence->put(session("ann", 1, "c1")));
    auto elsewhere = session("ann", 2, "c2");
    elsewhere.gateway = GatewayId("gw-2");
    (void)runTask(loop, presence->put(elsewhere));

    QVERIFY(runTask(loop, presence->withdraw("one", GatewayId("gw-1"))));

    QCOMPARE(connectionsOf(runTask(loop, presence->sessionsOf(UserId("ann")))), Texts{"c2"});
}

// Of the group, the first 3,000: more than are asked for at once.
void PresenceContract::findsTheSessionsOfThousands() {
    constexpr int kUsers = 3000;
    baithak::Loop loop;
    auto presence = makeAnnounced(loop);
    auto users = std::make_shared<std::vector<UserId>>();
    for (int i = 0; i < kUsers; ++i) users->emplace_back("user-" + std::to_string(i));
    for (int i = 0; i < kUsers; i += 100) {
        (void)runTask(loop, presence->put(session((*users)[static_cast<std::size_t>(i)].value, 1, "c")));
    }

    const auto sessions = runTask(loop, presence->sessionsOf(std::shared_ptr<const std::vector<UserId>>(users)));

    QVERIFY(sessions);
    QCOMPARE(sessions->size(), std::size_t{kUsers / 100});
    QCOMPARE(sessions->front()->user, UserId("user-0"));
    QCOMPARE(sessions->back()->user, UserId("user-2900"));
    const auto none = runTask(loop, presence->sessionsOf(std::make_shared<const std::vector<UserId>>()));
    QVERIFY(none && none->empty());
}

void PresenceContract::namesTheGatewaysThatWereThere() {
    baithak::Loop loop;
    auto presence = makeAnnounced(loop);
    QCOMPARE(presence->gateways(), std::vector<GatewayId>{GatewayId("gw-1")});

    // One without a gateway hears of those that have one.
    (void)runTask(loop, presence->announce({"two", {"delivery"}, {}, {}, {}, {}}, GatewayId()));
    QCOMPARE(presence->gateways(), std::vector<GatewayId>{GatewayId("gw-1")});
    QCOMPARE(runTask(loop, presence->instances())->size(), std::size_t{2});
}

void PresenceContract::tellsWhoComesAndGoes() {
    baithak::Loop loop;
    auto presence = makeAnnounced(loop);
    Told told;
    const auto watch = presence->watch({kAnn, UserId("bob")}, loop, told.handler());

    (void)runTask(loop, presence->put(session("ann", 1, "c1")));
    QVERIFY(runUntil(loop, [&] { return told.text == "ann+"; }));
    // Neither the first nor the last of them, and one whom nobody watches.
    (void)runTask(loop, presence->put(session("ann", 2, "c2")));
    (void)runTask(loop, presence->put(session("eve", 1, "c3")));
    (void)runTask(loop, presence->remove(kAnn, ConnectionId("c1")));
    (void)runTask(loop, presence->put(session("bob", 1, "c4")));
    QVERIFY(runUntil(loop, [&] { return told.text == "ann+ bob+"; }));
    (void)runTask(loop, presence->remove(kAnn, ConnectionId("c2")));
    QVERIFY(runUntil(loop, [&] { return told.text == "ann+ bob+ ann-"; }));
}

// At once, not when somebody looks for what has changed.
void PresenceContract::tellsWhomAGatewayThatWithdrawsHad() {
    baithak::Loop loop;
    auto presence = makeAnnounced(loop);
    Told told;
    const auto watch = presence->watch({kAnn}, loop, told.handler());
    (void)runTask(loop, presence->put(session("ann", 1, "c1")));
    QVERIFY(runUntil(loop, [&] { return told.text == "ann+"; }));

    QVERIFY(runTask(loop, presence->withdraw("first", GatewayId("gw-1"))));

    QVERIFY(runUntil(loop, [&] { return told.text == "ann+ ann-"; }, std::chrono::seconds(2)));
}

void PresenceContract::tellsALaterWatcherWhoIsThere() {
    baithak::Loop loop;
    auto presence = makeAnnounced(loop);
    (void)runTask(loop, presence->put(session("ann", 1, "c1")));
    Told first;
    const auto watch = presence->watch({kAnn}, loop, first.handler());
    QVERIFY(runUntil(loop, [&] { return first.text == "ann+"; }));

    Told second;
    const auto later = presence->watch({kAnn}, loop, second.handler());

    QVERIFY(runUntil(loop, [&] { return second.text == "ann+"; }));
    QCOMPARE(first.text, std::string("ann+"));
}

void PresenceContract::tellsNothingOnceTheWatchIsOver() {
    baithak::Loop loop;
    auto presence = makeAnnounced(loop);
    Told early;
    Told late;
    auto ended = presence->watch({kAnn}, loop, early.handler());
    const auto watch = presence->watch({kAnn}, loop, late.handler());
    ended.reset();

    (void)runTask(loop, presence->put(session("ann", 1, "c1")));

    QVERIFY(runUntil(loop, [&] { return late.text == "ann+"; }));
    QCOMPARE(early.text, std::string());
}

}  // namespace baithak::test
