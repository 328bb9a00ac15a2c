// SPDX-License-Identifier: MIT
#include "server/host/announcer.h"

#include <QTest>

#include "server/presence/memory/memory_presence.h"
#include "tests/server/support/turn_loop.h"
#include "tests/support/fake_clock.h"
#include "tests/support/register_test.h"

namespace baithak::test {

using namespace std::chrono_literals;

namespace {

class CountingGateway final : public GatewayRole {
public:
    std::string_view name() const noexcept override { return "gateway"; }
    Result<> start() override { return {}; }
    Task<> stop() override { co_return; }
    const GatewayId& id() const noexcept override { return id_; }
    void renewSessions() override { ++renewals; }
    void noteTime(Timestamp told, PresenceClock::Moment at) override {
        presenceTime = told;
        askedAt = at;
    }
    std::size_t connections() const noexcept override { return 0; }
    Task<> drain(std::chrono::milliseconds) override { co_return; }

    int renewals = 0;
    Timestamp presenceTime;
    PresenceClock::Moment askedAt;

private:
    GatewayId id_{"gw-1"};
};

// Away when the test says so.
class FlakyPresence final : public Presence {
public:
    Task<Result<Sessions>> put(Session session) override { return there_->put(std::move(session)); }
    Task<Result<>> remove(UserId user, ConnectionId id) override { return there_->remove(std::move(user), id); }
    Task<Result<Sessions>> sessionsOf(std::shared_ptr<const std::vector<UserId>> users) override {
        return there_->sessionsOf(std::move(users));
    }
    Task<Result<Sessions>> sessionsOf(UserId user) override { return there_->sessionsOf(std::move(user)); }
    Task<Result<Announcement>> announce(Instance instance, GatewayId gateway) override {
        ++announcements;
        if (isAway) co_return Error{Errc::unavailable, "away"};
        auto announced = co_await there_->announce(std::move(instance), std::move(gateway));
        if (announced) announced->now = Timestamp{12'345};
        co_return announced;
    }
    Task<Result<>> withdraw(std::string instance, GatewayId gateway) override {
        return there_->withdraw(std::move(instance), std::move(gateway));
    }
    Task<Result<std::vector<Instance>>> instances() override { return there_->instances(); }
    std::vector<GatewayId> gateways() const override { return there_->gateways(); }
    std::unique_ptr<PresenceWatch> watch(std::vector<UserId> users, Loop& loop, PresenceHandler handler) override {
        return there_->watch(std::move(users), loop, std::move(handler));
    }

    int announcements = 0;
    bool isAway = false;

private:
    std::unique_ptr<Presence> there_ = makeMemoryPresence();
};

struct Fixture {
    explicit Fixture(GatewayRole* role) : announcer(loop, presence, self(), role, clock, log) {
        announcer.start();
        runReady(loop);
    }
    ~Fixture() { runTask(loop, announcer.withdraw()); }

    static Instance self() {
        Instance instance;
        instance.id = "one";
        instance.roles = {"gateway"};
        return instance;
    }
    // Second by second: what one call causes is done before the next is due.
    void pass(std::chrono::seconds time) {
        for (auto left = time; left > 0s; left -= 1s) {
            clock.advance(1s);
            runReady(loop);
        }
    }

    baithak::Loop loop;
    FakeClock clock;
    Log log{LogLevel::error};
    FlakyPresence presence;
    Announcer announcer;
};

}  // namespace

class AnnouncerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hasTheClientsNamedAgainWhenTheLeaseWasLost() {
        CountingGateway gateway;
        Fixture f(&gateway);
        QCOMPARE(gateway.renewals, 1);

        // Renewed, it keeps what it has.
        f.pass(10 * kLeaseRenewal);
        QCOMPARE(f.presence.announcements, 11);
        QCOMPARE(gateway.renewals, 1);
        QCOMPARE(f.presence.gateways(), std::vector<GatewayId>{GatewayId("gw-1")});

        QVERIFY(runTask(f.loop, f.presence.withdraw("one", GatewayId("gw-1"))));
        f.pass(kLeaseRenewal);
        QCOMPARE(gateway.renewals, 2);
    }

    void handsThePresencesTimeToTheGateway() {
        CountingGateway gateway;
        Fixture f(&gateway);

        QCOMPARE(gateway.presenceTime.ms, std::uint64_t{12'345});
        QVERIFY(gateway.askedAt == f.clock.steadyNow());
    }

    void asksAPresenceThatIsAwayEachSecond() {
        Fixture f(nullptr);
        f.presence.isAway = true;
        f.pass(kLeaseRenewal);
        QCOMPARE(f.presence.announcements, 2);

        f.pass(3s);
        QCOMPARE(f.presence.announcements, 5);
        f.presence.isAway = false;
        f.pass(1s);
        f.pass(kLeaseRenewal - 1s);
        QCOMPARE(f.presence.announcements, 6);
    }

    void announcesAProcessWithoutAGateway() {
        Fixture f(nullptr);

        QCOMPARE(runTask(f.loop, f.presence.instances())->size(), std::size_t{1});
        QVERIFY(f.presence.gateways().empty());
    }

    void isGoneOnceItHasWithdrawn() {
        Fixture f(nullptr);

        runTask(f.loop, f.announcer.withdraw());
        f.pass(10 * kLeaseRenewal);

        QVERIFY(runTask(f.loop, f.presence.instances())->empty());
        QCOMPARE(f.presence.announcements, 1);
    }
};

BAITHAK_REGISTER_TEST(AnnouncerTest);

}  // namespace baithak::test

#include "announcer_test.moc"
