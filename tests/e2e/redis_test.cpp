// SPDX-License-Identifier: MIT

// What users see of a Redis that is wiped, dies or hangs: nothing. It holds hints, and they come back by themselves.

#include "tests/support/services/redis.h"
#include "tests/e2e/faults/crowd.h"
#include "tests/e2e/qt_print.h"
#include "tests/e2e/world.h"
#include "tests/support/history_checker.h"
#include "tests/support/register_test.h"

namespace baithak::test {

using namespace std::chrono_literals;

namespace {

// Well below the 30 s after which each connection is looked after anyway.
constexpr auto kSoon = 12s;

Arguments withRedis(const RedisService& redis, Arguments more = {}) {
    Arguments arguments{"--auth", "open",        "--durability", "normal",      "--presence",
                        "redis",  "--redis-url", redis.url(),    "--log-level", "error"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
}

// Ann and Bob, connected, and Redis knows of both.
struct Pair {
    Pair() : world(withRedis(redis)) {
        ann = world.newUser("ann");
        bob = world.newUser("bob");
        anns = world.peer(ann);
        bobs = world.peer(bob);
        if (!areKnown()) throw TestFailure("Redis does not hear of who is connected.");
    }

    bool knows(const Account& account) const {
        return redis.command({"EXISTS", "baithak:sessions:" + account.user}) == "1\n";
    }
    bool areKnown() {
        return world.eventually([&] { return knows(ann) && knows(bob); }, kSoon);
    }
    // Ann writes, and Bob sees it.
    bool isDelivered(const std::string& id) {
        anns->sendText(textFrame(id, bob.user, "hello"));
        return anns->next().type == MessageType::serverAck && bobs->next().id == MessageId(id);
    }

    RedisService redis;
    World world;
    Account ann;
    Account bob;
    std::unique_ptr<Peer> anns;
    std::unique_ptr<Peer> bobs;
};

}  // namespace

class RedisTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void deliversAtOnceWithoutRedis();
    void tellsOfReceiptsWithoutRedis();
    void endsADeviceWithoutRedis();
    void knowsWhoIsThereSoonAfterAWipe();
    void knowsWhoIsThereSoonAfterRedisCameBack();
    void startsWithoutRedis();
    void givesItsLeaseBack();
    void losesNothingWhateverBecomesOfRedis();
};

void RedisTest::deliversAtOnceWithoutRedis() {
    Pair pair;
    QVERIFY(pair.isDelivered("m-1"));

    pair.redis.kill();

    QVERIFY(pair.isDelivered("m-2"));
    QVERIFY(pair.isDelivered("m-3"));
    // One who comes now, too.
    const auto later = pair.world.peer(pair.world.signIn(pair.bob.user));
    QCOMPARE(later->next().id, MessageId("m-1"));
}

void RedisTest::tellsOfReceiptsWithoutRedis() {
    Pair pair;
    const auto strict = pair.world.peer(pair.world.signIn(pair.ann.user), "ack=true&confirm=true");
    pair.redis.kill();
    QVERIFY(pair.isDelivered("m-1"));

    pair.world.rest.call(pair.bob, "PUT", "/conversations/" + directLog(pair.ann.user, pair.bob.user) + "/read",
                         nlohmann::json{{"seq", 1}}.dump());

    // The ping's answer comes behind what was said before; receipts are set aside as they come.
    QVERIFY(pair.world.eventually([&] { return strict->isAnswered() && strict->receipts > 0; }, kSoon));
    QVERIFY(pair.world.metric("baithak_delivery_unasked_total") > 0);
}

void RedisTest::endsADeviceWithoutRedis() {
    Pair pair;
    const auto other = pair.world.signIn(pair.bob.user, "tablet");
    const auto others = pair.world.peer(other);
    pair.redis.kill();

    pair.world.rest.call(pair.bob, "DELETE", "/devices/" + other.deviceId);

    QVERIFY(pair.world.eventually([&] { return others->raw.closeCode() == 4401; }, kSoon));
    QVERIFY(pair.isDelivered("m-1"));
}

void RedisTest::knowsWhoIsThereSoonAfterAWipe() {
    Pair pair;
    pair.redis.command({"FLUSHALL"});

    QVERIFY(pair.areKnown());
    QVERIFY(pair.isDelivered("m-1"));
}

void RedisTest::knowsWhoIsThereSoonAfterRedisCameBack() {
    Pair pair;
    pair.redis.kill();
    QVERIFY(pair.isDelivered("m-1"));
    pair.redis.start();

    QVERIFY(pair.areKnown());
    QVERIFY(pair.isDelivered("m-2"));
}

void RedisTest::startsWithoutRedis() {
    RedisService redis;
    redis.kill();
    World world(withRedis(redis));
    const auto ann = world.newUser("ann");
    const auto anns = world.peer(ann);

    redis.start();

    QVERIFY(
        world.eventually([&] { return redis.command({"EXISTS", "baithak:sessions:" + ann.user}) == "1\n"; }, kSoon));
}

void RedisTest::givesItsLeaseBack() {
    Pair pair;
    QVERIFY(pair.redis.command({"KEYS", "baithak:lease:*"}).find("gw-") != std::string::npos);

    pair.world.server.signal(SIGTERM);
    QVERIFY(pair.world.eventually([&] { return pair.world.server.waitExit(0ms).has_value(); }, 30s));

    QCOMPARE(pair.redis.command({"KEYS", "*"}), std::string("\n"));
}

void RedisTest::losesNothingWhateverBecomesOfRedis() {
    RedisService redis;
    World world(withRedis(redis, {"--ack-timeout-ms", "500"}));
    std::mt19937 random(7);
    Crowd crowd(world.loop, random, world.server.port());
    const auto steps = [&](int count) {
        for (int i = 0; i < count; ++i) {
            crowd.step();
            world.loop.turnFor(std::chrono::milliseconds(random() % 4));
        }
    };

    for (int round = 0; round < 3; ++round) {
        steps(60);
        crowd.note("Redis is wiped");
        redis.command({"FLUSHALL"});
        steps(60);
        crowd.note("Redis hangs");
        redis.pause();
        steps(60);
        redis.resume();
        crowd.note("Redis goes on");
        steps(60);
        crowd.note("Redis is killed");
        redis.kill();
        steps(60);
        crowd.note("Redis is back, empty");
        redis.start();
    }
    QVERIFY(crowd.comeToRest());
    const auto logs = crowd.readLogs();
    crowd.drain(logs);

    const auto violations = check(crowd.history(), logs);
    QVERIFY2(violations.empty(), violations.empty() ? "" : violations.front().c_str());
}

BAITHAK_REGISTER_TEST(RedisTest);

}  // namespace baithak::test

#include "redis_test.moc"
