// SPDX-License-Identifier: MIT

// baithakctl with several processes, which know of each other by Redis.

#include <fstream>

#include "tests/e2e/qt_print.h"
#include "tests/e2e/world.h"
#include "tests/support/http_stand_in.h"
#include "tests/support/register_test.h"
#include "tests/support/services/redis.h"

namespace baithak::test {

using nlohmann::json;

namespace {

const std::string kSharedToken(48, 's');

Arguments withRedis(const RedisService& redis, const Arguments& more) {
    Arguments arguments{"--auth", "open",        "--durability", "normal",      "--presence",
                        "redis",  "--redis-url", redis.url(),    "--log-level", "error"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
}

std::string opsAddressOf(const World& world) { return "127.0.0.1:" + std::to_string(world.server.opsPort()); }

// One of the processes of `status --json`; null when it is not there.
json processAt(const json& status, const std::string& opsAddress) {
    for (const auto& process : status.at("processes")) {
        if (process.at("opsAddress") == opsAddress) return process;
    }
    return nullptr;
}

}  // namespace

class CtlRedisTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asksEveryProcess();
    void givesNoTokenToWhoeverIsInRedis();

private:
    json status(const World& world) const;

    TempDir directory_;
};

json CtlRedisTest::status(const World& world) const {
    const auto ran = runCtl(
        {"status", "--json", "--ops", "http://" + opsAddressOf(world), "--token-file", directory_.path() + "/token"});
    if (ran.exitCode != 0) throw TestFailure(ran.err);
    return json::parse(ran.out);
}

void CtlRedisTest::asksEveryProcess() {
    const auto token = directory_.path() + "/token";
    std::ofstream(token) << kSharedToken << '\n';
    const RedisService redis;
    World first(withRedis(redis, {"--admin-token-file", token}));
    World second(withRedis(redis, {"--admin-token-file", token}));
    World stranger(withRedis(redis, {}));
    const auto peer = second.peer(second.newUser("ann"));

    QVERIFY(first.eventually([&] { return status(first).at("processes").size() == 3; }));
    const auto all = status(first);
    QVERIFY(processAt(all, opsAddressOf(first)).at("isReached").get<bool>());
    const auto other = processAt(all, opsAddressOf(second));
    QVERIFY(other.at("isReached").get<bool>());
    QCOMPARE(other.at("connections").get<int>(), 1);
    const auto closed = processAt(all, opsAddressOf(stranger));
    QVERIFY(!closed.at("isReached").get<bool>());
    QVERIFY(closed.at("problem").get<std::string>().find("refuses the token") != std::string::npos);

    const auto config = runCtl({"nginx-config", "--from-running", "--plain", "--data-dir", first.dataDir});
    for (const auto* world : {&first, &second, &stranger}) {
        const auto line = "server 127.0.0.1:" + std::to_string(world->server.port()) + " ";
        QVERIFY2(config.out.find(line) != std::string::npos, (config.out + config.err).c_str());
    }

    second.server.kill();
    const auto dead = processAt(status(first), opsAddressOf(second));
    QVERIFY(!dead.at("isReached").get<bool>());
    QVERIFY(dead.at("problem").get<std::string>().find("no server answers") != std::string::npos);
    // Its lease runs out.
    QVERIFY(first.eventually([&] { return processAt(status(first), opsAddressOf(second)).is_null(); },
                             std::chrono::seconds(25)));
}

// Who can write one key of Redis can name any address as that of a process.
void CtlRedisTest::givesNoTokenToWhoeverIsInRedis() {
    const auto token = directory_.path() + "/token";
    std::ofstream(token) << kSharedToken << '\n';
    const RedisService redis;
    World world(withRedis(redis, {"--admin-token-file", token}));
    HttpStandIn thief([](const StandInRequest&) { return StandInAnswer{200, R"({"process":[1]})", {}}; });
    const auto own = status(world).at("processes").at(0).at("id").get<std::string>();
    std::string printed;
    QVERIFY(world.eventually([&] {
        printed = redis.command({"GET", "baithak:instance:" + own});
        return printed.starts_with("{");
    }));
    auto record = json::parse(printed);
    record["id"] = "p-thief";
    record["opsAddress"] = "127.0.0.1:" + std::to_string(thief.port());
    redis.command({"SET", "baithak:instance:p-thief", record.dump()});
    redis.command({"SADD", "baithak:instances", "p-thief"});

    const auto seen = processAt(status(world), record.at("opsAddress"));

    QVERIFY(!seen.is_null());
    QVERIFY(!thief.requests().empty());
    for (const auto& request : thief.requests()) {
        for (const auto& [name, value] : request.headers)
            QVERIFY2(value.find(kSharedToken) == value.npos, name.c_str());
    }
    // What it says must not harm either.
    QVERIFY(!seen.at("isReached").get<bool>());
    QVERIFY(!seen.at("problem").get<std::string>().empty());
}

BAITHAK_REGISTER_TEST(CtlRedisTest);

}  // namespace baithak::test

#include "ctl_redis_test.moc"
