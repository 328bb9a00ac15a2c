// SPDX-License-Identifier: MIT

// A process without a store says whether it can serve: it needs the bus, and presence is a hint.

#include "tests/e2e/qt_print.h"
#include "tests/e2e/world.h"
#include "tests/support/register_test.h"
#include "tests/support/services/nats.h"
#include "tests/support/services/redis.h"

namespace baithak::test {

using namespace std::chrono_literals;

class ReadyRedisTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isNotReadyWhileTheBusIsAway();
};
BAITHAK_REGISTER_TEST(ReadyRedisTest);

void ReadyRedisTest::isNotReadyWhileTheBusIsAway() {
    NatsService nats;
    RedisService redis;
    World world(Arguments{"--roles", "router", "--bus", "nats", "--nats-url", nats.url(), "--presence", "redis",
                          "--redis-url", redis.url()});
    const auto isReady = [&] { return world.ops("/ready").status == 200; };
    QVERIFY(isReady());

    nats.kill();
    QVERIFY(world.eventually([&] { return !isReady(); }));
    const auto refusal = world.ops("/ready");
    QCOMPARE(refusal.status, 503);
    QVERIFY2(refusal.body.find("bus") != std::string::npos && refusal.body.find("nats") != std::string::npos,
             refusal.body.c_str());
    QCOMPARE(world.ops("/alive").status, 200);
    nats.start();
    QVERIFY(world.eventually(isReady, 30s));

    redis.kill();
    QVERIFY(world.eventually([&] { return world.metric("baithak_presence_redis_connected") == 0; }));
    QVERIFY(isReady());
}

}  // namespace baithak::test

#include "ready_redis_test.moc"
