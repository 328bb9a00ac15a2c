// SPDX-License-Identifier: MIT
#include "server/roles/delivery/delivery_role.h"

#include <QTest>

#include "server/bus/memory/memory_bus.h"
#include "server/bus/topics.h"
#include "server/presence/memory/memory_presence.h"
#include "tests/server/roles/notification/fake_ports.h"
#include "tests/server/support/turn_loop.h"
#include "tests/support/fake_clock.h"
#include "tests/support/register_test.h"

namespace baithak::test {

// The role on a real bus and real presence. What it stores is tested through the server's sockets.
class DeliveryRoleTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        role_ = makeDeliveryRole(
            {loop_, *bus_, messages_, groups_, users_, *presence_, authenticator_, routes_, clock_, log_, metrics_});
        QVERIFY(role_->start());
    }
    void cleanup() { runTask(loop_, role_->stop()); }

    void knowsWhoIsConnected() {
        say(ConnectionChange::connected, "c1");
        QCOMPARE(sessions().size(), 1U);

        say(ConnectionChange::disconnected, "c1");
        QCOMPARE(sessions().size(), 0U);
    }

    // The bus may bring the word of a connection after that of its end.
    void believesNothingLateOfAConnectionThatEnded() {
        say(ConnectionChange::disconnected, "c2");
        say(ConnectionChange::connected, "c2");
        QCOMPARE(sessions().size(), 0U);

        say(ConnectionChange::connected, "c3");
        QCOMPARE(sessions().size(), 1U);
        QCOMPARE(sessions()[0]->connection.value, std::string("c3"));
    }

private:
    void say(ConnectionChange change, const std::string& connection) {
        ConnectionState state;
        state.change = change;
        state.user = UserId("ann");
        state.device = DeviceNumber{1};
        state.gateway = GatewayId("gw");
        state.connection = ConnectionId(connection);
        state.openedAt = clock_.now();
        QVERIFY(bus_->publish(topics::kUserConnectionState, "ann", makeEvent(std::move(state))));
        runReady(loop_);
    }
    Sessions sessions() { return *runTask(loop_, presence_->sessionsOf(UserId("ann"))); }

    Loop loop_;
    Log log_{LogLevel::error};
    Metrics metrics_;
    FakeClock clock_;
    HttpRoutes routes_;
    FakeMessages messages_;
    FakeUsers users_;
    std::unique_ptr<Bus> bus_ = makeMemoryBus();
    std::unique_ptr<Presence> presence_ = makeMemoryPresence();
    NoGroups groups_;
    Authenticator authenticator_{users_, clock_, {}};
    std::unique_ptr<Role> role_;
};

BAITHAK_REGISTER_TEST(DeliveryRoleTest);

}  // namespace baithak::test

#include "delivery_role_test.moc"
