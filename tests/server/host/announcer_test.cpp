// SPDX-License-Identifier: MIT
#include "server/host/announcer.h"

#include <QTest>

#include "server/presence/memory/memory_presence.h"
#include "tests/server/support/turn_loop.h"
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
    std::size_t connections() const noexcept override { return 0; }
    Task<> drain(std::chrono::milliseconds) override { co_return; }

    int renewals = 0;

private:
    GatewayId id_{"gw-1"};
};

struct Fixture {
    explicit Fixture(GatewayRole* role) : announcer(loop, *presence, self(), role, log, 10ms) { announcer.start(); }
    ~Fixture() { runTask(loop, announcer.withdraw()); }

    static Instance self() {
        Instance instance;
        instance.id = "one";
        instance.roles = {"gateway"};
        return instance;
    }

    baithak::Loop loop;
    Log log{LogLevel::error};
    std::unique_ptr<Presence> presence = makeMemoryPresence();
    Announcer announcer;
};

}  // namespace

class AnnouncerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hasTheClientsNamedAgainWhenTheLeaseWasLost() {
        CountingGateway gateway;
        Fixture f(&gateway);
        QVERIFY(runUntil(f.loop, [&] { return gateway.renewals == 1; }));

        // Renewed, it keeps what it has.
        QVERIFY(!runUntil(f.loop, [&] { return gateway.renewals > 1; }, 100ms));
        QCOMPARE(f.presence->gateways(), std::vector<GatewayId>{GatewayId("gw-1")});

        boost::asio::co_spawn(f.loop, f.presence->withdraw("one", GatewayId("gw-1")), [](auto&&...) {});
        QVERIFY(runUntil(f.loop, [&] { return gateway.renewals == 2; }));
    }

    void announcesAProcessWithoutAGateway() {
        Fixture f(nullptr);
        QVERIFY(runUntil(f.loop, [&] {
            std::optional<Result<std::vector<Instance>>> all;
            startTask(f.loop, f.presence->instances(), all);
            runReady(f.loop);
            return all && *all && (*all)->size() == 1;
        }));
        QVERIFY(f.presence->gateways().empty());
    }

    void isGoneOnceItHasWithdrawn() {
        baithak::Loop loop;
        Log log(LogLevel::error);
        const auto presence = makeMemoryPresence();
        CountingGateway gateway;
        Announcer announcer(loop, *presence, Fixture::self(), &gateway, log, 10ms);
        announcer.start();
        QVERIFY(runUntil(loop, [&] { return gateway.renewals == 1; }));

        runTask(loop, announcer.withdraw());

        QVERIFY(runTask(loop, presence->instances())->empty());
    }

    void namesItsHostWhenItListensEverywhere() {
        QCOMPARE(reachableAddress("10.0.0.1"), std::string("10.0.0.1"));
        QVERIFY(reachableAddress("0.0.0.0") != "0.0.0.0");
    }
};

BAITHAK_REGISTER_TEST(AnnouncerTest);

}  // namespace baithak::test

#include "announcer_test.moc"
