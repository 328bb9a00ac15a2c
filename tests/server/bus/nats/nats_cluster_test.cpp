// SPDX-License-Identifier: MIT
#include "server/bus/nats/nats_bus.h"

#include <QTest>

#include <set>

#include "tests/server/bus/bus_contract.h"
#include "tests/server/bus/nats/nats_fixture.h"
#include "tests/server/support/turn_loop.h"
#include "tests/support/register_test.h"
#include "tests/support/services/nats.h"

namespace baithak::test {

using namespace std::chrono_literals;

// The contract on a cluster of three nats-servers, which hold each event three times, and what a cluster is for.
class NatsClusterTest : public BusContract {
    Q_OBJECT

protected:
    std::unique_ptr<Bus> makeBus() override { return mustOpen(fresh()); }

private Q_SLOTS:
    void initTestCase() { cluster_ = std::make_unique<NatsCluster>(); }
    void cleanupTestCase() { cluster_.reset(); }

    void losesNothingWhenALeaderDies();

private:
    NatsBusConfig fresh() {
        auto config = quickConfig(cluster_->url(), "c" + std::to_string(++count_));
        config.replicas = 3;
        config.partitions = 2;
        config.leaseTime = 8s;
        return config;
    }

    std::unique_ptr<NatsCluster> cluster_;
    int count_ = 0;
};

void NatsClusterTest::losesNothingWhenALeaderDies() {
    baithak::Loop loop;
    auto config = fresh();
    auto bus = mustOpen(config);
    FenceListener listener(*bus, loop);
    std::set<std::string> accepted;
    const auto publishSome = [&] {
        for (int i = 0; i < 50; ++i) {
            const auto name = std::to_string(accepted.size());
            if (bus->publish("topic", name, eventNamed(name))) accepted.insert(name);
        }
    };
    publishSome();
    QVERIFY(pollUntil(loop, [&] { return listener.heard.size() >= 50; }));

    const auto leader = leaderOf(cluster_->url(), config.prefix + "_topic");
    QVERIFY(!leader.empty());
    cluster_->named(leader).kill();
    const auto end = std::chrono::steady_clock::now() + 3s;
    auto nextAt = std::chrono::steady_clock::now();
    QVERIFY(pollUntil(loop, [&] {
        if (std::chrono::steady_clock::now() >= nextAt) {
            publishSome();
            nextAt += 50ms;
        }
        return nextAt > end;
    }));

    std::set<std::string> heard;
    const bool isAllThere = pollUntil(
        loop,
        [&] {
            for (const auto& event : listener.heard) heard.insert(event.name);
            return heard == accepted;
        },
        25s);
    cluster_->named(leader).start();
    QVERIFY2(isAllThere, (std::to_string(heard.size()) + " of " + std::to_string(accepted.size())).c_str());
    QVERIFY(accepted.size() > 1000);
}

BAITHAK_REGISTER_TEST(NatsClusterTest);

}  // namespace baithak::test

#include "nats_cluster_test.moc"
