// SPDX-License-Identifier: MIT
#include "server/presence/redis/redis_presence.h"

#include <QTest>

#include <regex>

#include "tests/server/support/turn_loop.h"
#include "tests/support/register_test.h"
#include "tests/support/services/certificates.h"
#include "tests/support/services/redis.h"

namespace baithak::test {

using namespace std::chrono_literals;

namespace {

const UserId kAnn("ann");
const GatewayId kGateway("gw-1");

Session session(std::string_view connection, std::uint64_t device = 1) {
    return {kAnn, DeviceNumber{device}, kGateway, ConnectionId(connection), false};
}

// A presence with the calls of a test in short; each waits for its answer.
class Used {
public:
    explicit Used(RedisPresenceConfig config) {
        auto made = makeRedisPresence(std::move(config), log_, metrics_);
        if (!made) qFatal("%s", made.error().text.c_str());
        presence_ = std::move(*made);
    }
    explicit Used(const RedisService& redis) : Used(configOf(redis)) {}

    static RedisPresenceConfig configOf(const RedisService& redis) {
        RedisPresenceConfig config;
        config.url = redis.url();
        return config;
    }

    Presence& operator*() { return *presence_; }
    baithak::Loop& loop() { return loop_; }

    // The lease: `kept`, `fresh`, or the error's sentence.
    std::string announce() {
        Instance instance;
        instance.id = "one";
        const auto announced = runTask(loop_, presence_->announce(std::move(instance), kGateway));
        if (!announced) return announced.error().text;
        return announced->lease == Lease::kept ? "kept" : "fresh";
    }
    // The connection that it replaces, or its own when it came too late.
    std::string put(std::string_view connection, std::uint64_t openedAt) {
        auto opened = session(connection);
        opened.openedAt.ms = openedAt;
        const auto replaced = runTask(loop_, presence_->put(std::move(opened)));
        if (!replaced) return replaced.error().text;
        return replaced->empty() ? "none" : replaced->front()->connection.value;
    }
    bool put(std::string_view connection) {
        return static_cast<bool>(runTask(loop_, presence_->put(session(connection))));
    }
    // The connections, with spaces between, or the error's code.
    std::string connections() {
        const auto sessions = runTask(loop_, presence_->sessionsOf(kAnn));
        if (!sessions) return sessions.error().code == Errc::unavailable ? "unavailable" : sessions.error().text;
        std::string names;
        for (const auto& each : *sessions) names += (names.empty() ? "" : " ") + each->connection.value;
        return names;
    }
    std::size_t instances() {
        const auto all = runTask(loop_, presence_->instances());
        return all ? all->size() : 99;
    }

private:
    baithak::Loop loop_;
    Log log_{LogLevel::error};
    Metrics metrics_;
    std::unique_ptr<Presence> presence_;
};

std::chrono::milliseconds timeOf(const std::function<void()>& work) {
    const auto began = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
}

}  // namespace

class RedisPresenceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sharesWhatOneProcessKnows();
    void sharesItWithOtherVersions();
    void keepsSystemsWithOtherPrefixesApart();
    void forgetsWhomNobodyRenews();
    void forgetsASessionThatIsNotPutAgain();
    void tellsWatchersWhenAGatewayDied();
    void saysThatItWasWiped();
    void knowsTheLaterConnectionAfterItWasWiped();
    void comesBackAfterRedisDid();
    void answersQuicklyWhileRedisHangs();
    void takesUpItsScriptsAgain();
    void watchesAgainAfterRedisCameBack();
    void startsBeforeRedisDoes();
    void speaksTls();
    void refusesACertificateOfAnotherAuthority();
    void signsInByPassword();
    void signsInAsAUser();
    void followsAFailover();
    void signsInAtTheSentinelsToo();
    void refusesAConfigurationThatWontDo_data();
    void refusesAConfigurationThatWontDo();
};

void RedisPresenceTest::sharesWhatOneProcessKnows() {
    const RedisService redis;
    Used one(redis);
    Used other(redis);
    QCOMPARE(one.announce(), std::string("fresh"));
    QVERIFY(one.put("c1"));

    QCOMPARE(other.connections(), std::string("c1"));
    QCOMPARE(other.instances(), std::size_t{1});
}

// The value of a session has four words, whatever else a version keeps; a later version may write more of them.
void RedisPresenceTest::sharesItWithOtherVersions() {
    const RedisService redis;
    Used used(redis);
    used.announce();
    QCOMPARE(used.put("c1", 1000), std::string("none"));
    const auto value = redis.command({"HGET", "baithak:sessions:ann", "1"});
    QVERIFY2(std::regex_match(value, std::regex("0 [0-9]+ c1 gw-1\n")), value.c_str());

    const auto at = value.substr(2, value.find(' ', 2) - 2);
    redis.command({"HSET", "baithak:sessions:ann", "7", "1 " + at + " c7 gw-1 more words"});
    redis.command({"HSET", "baithak:sessions:ann", "8", "another form altogether"});
    QCOMPARE(used.connections(), std::string("c1 c7"));
    QCOMPARE(redis.command({"HEXISTS", "baithak:sessions:ann", "8"}), std::string("1\n"));
    // Put by a version that says nothing of its opening: it is not known for sure which was first.
    QCOMPARE(used.put("c0", 500), std::string("c0"));
    redis.command({"HSET", "baithak:sessions:ann", "1", "0 " + at + " c2 gw-1"});
    QCOMPARE(used.put("c3", 500), std::string("none"));
}

void RedisPresenceTest::keepsSystemsWithOtherPrefixesApart() {
    const RedisService redis;
    Used ours(redis);
    auto config = Used::configOf(redis);
    config.prefix = "theirs:";
    Used theirs(std::move(config));
    ours.announce();
    QVERIFY(ours.put("c1"));

    QCOMPARE(theirs.connections(), std::string());
    QCOMPARE(theirs.instances(), std::size_t{0});
}

void RedisPresenceTest::forgetsWhomNobodyRenews() {
    const RedisService redis;
    auto config = Used::configOf(redis);
    config.leaseTime = 300ms;
    Used presence(std::move(config));
    presence.announce();
    QVERIFY(presence.put("c1"));
    QCOMPARE(presence.connections(), std::string("c1"));
    // Renewed, it outlives one lease time.
    const auto end = std::chrono::steady_clock::now() + 600ms;
    while (std::chrono::steady_clock::now() < end) {
        QCOMPARE(presence.announce(), std::string("kept"));
        runUntil(presence.loop(), [] { return false; }, 50ms);
    }
    QCOMPARE(presence.connections(), std::string("c1"));

    QVERIFY(eventually([&] { return presence.connections().empty(); }));

    QVERIFY(eventually([&] { return presence.instances() == 0; }));
    QCOMPARE(presence.announce(), std::string("fresh"));
    QCOMPARE(presence.connections(), std::string());
}

// Its goodbye was lost: the gateway lives, and no longer puts it.
void RedisPresenceTest::forgetsASessionThatIsNotPutAgain() {
    const RedisService redis;
    auto config = Used::configOf(redis);
    config.sessionTime = 300ms;
    Used presence(std::move(config));
    presence.announce();
    QVERIFY(presence.put("c1"));
    QCOMPARE(presence.connections(), std::string("c1"));

    QVERIFY(eventually([&] { return presence.connections().empty(); }));
    QVERIFY(eventually([&] { return redis.command({"KEYS", "*sessions:*"}) == "\n"; }));
}

void RedisPresenceTest::tellsWatchersWhenAGatewayDied() {
    const RedisService redis;
    auto config = Used::configOf(redis);
    config.leaseTime = 300ms;
    config.callTime = 200ms;
    Used presence(std::move(config));
    presence.announce();
    QVERIFY(presence.put("c1"));
    std::string told;
    const auto watch =
        (*presence).watch({kAnn}, presence.loop(), [&](const UserId&, bool isOnline) { told += isOnline ? "+" : "-"; });

    QVERIFY(runUntil(presence.loop(), [&] { return told == "+-"; }));
}

void RedisPresenceTest::saysThatItWasWiped() {
    const RedisService redis;
    Used presence(redis);
    presence.announce();
    QVERIFY(presence.put("c1"));
    QCOMPARE(presence.announce(), std::string("kept"));

    redis.command({"FLUSHALL"});

    QCOMPARE(presence.connections(), std::string());
    QCOMPARE(presence.announce(), std::string("fresh"));
    QVERIFY(presence.put("c1"));
    QCOMPARE(presence.connections(), std::string("c1"));
    QCOMPARE(presence.announce(), std::string("kept"));
}

// Each gateway names its connections again, in any order.
void RedisPresenceTest::knowsTheLaterConnectionAfterItWasWiped() {
    const RedisService redis;
    Used presence(redis);
    presence.announce();
    QCOMPARE(presence.put("c2", 1000), std::string("none"));
    QCOMPARE(presence.put("c1", 2000), std::string("c2"));
    redis.command({"FLUSHALL"});
    presence.announce();

    QCOMPARE(presence.put("c2", 1000), std::string("none"));
    QCOMPARE(presence.put("c1", 2000), std::string("c2"));
    QCOMPARE(presence.put("c2", 1000), std::string("c2"));
    QCOMPARE(presence.connections(), std::string("c1"));
}

void RedisPresenceTest::comesBackAfterRedisDid() {
    RedisService redis;
    Used presence(redis);
    presence.announce();
    QVERIFY(presence.put("c1"));

    redis.kill();

    const auto quick = timeOf([&] { QCOMPARE(presence.connections(), std::string("unavailable")); });
    QVERIFY(quick < 1500ms);
    // What it knew last is left.
    QCOMPARE((*presence).gateways(), std::vector<GatewayId>{kGateway});
    redis.start();
    QVERIFY(eventually([&] { return presence.announce() == "fresh"; }));
    QVERIFY(presence.put("c1"));
    QCOMPARE(presence.connections(), std::string("c1"));
}

void RedisPresenceTest::answersQuicklyWhileRedisHangs() {
    RedisService redis;
    auto config = Used::configOf(redis);
    config.callTime = 300ms;
    Used presence(std::move(config));
    presence.announce();
    QVERIFY(presence.put("c1"));

    redis.pause();

    const auto first = timeOf([&] { QCOMPARE(presence.connections(), std::string("unavailable")); });
    QVERIFY(first < 1500ms);
    // Known to be away: nobody waits for it any more.
    const auto next = timeOf([&] {
        for (int i = 0; i < 20; ++i) QCOMPARE(presence.connections(), std::string("unavailable"));
    });
    QVERIFY(next < 300ms);
    redis.resume();
    QVERIFY(eventually([&] { return presence.connections() == "c1"; }));
    // Lost and found: it may be another.
    QCOMPARE(presence.announce(), std::string("fresh"));
    QCOMPARE(presence.announce(), std::string("kept"));
}

void RedisPresenceTest::takesUpItsScriptsAgain() {
    const RedisService redis;
    Used presence(redis);
    presence.announce();

    redis.command({"SCRIPT", "FLUSH"});

    QVERIFY(eventually([&] { return presence.put("c1"); }));
    QCOMPARE(presence.connections(), std::string("c1"));
}

void RedisPresenceTest::watchesAgainAfterRedisCameBack() {
    RedisService redis;
    Used presence(redis);
    presence.announce();
    QVERIFY(presence.put("c1"));
    std::string told;
    const auto watch =
        (*presence).watch({kAnn}, presence.loop(), [&](const UserId&, bool isOnline) { told += isOnline ? "+" : "-"; });
    QVERIFY(runUntil(presence.loop(), [&] { return told == "+"; }));

    redis.kill();
    redis.start();

    // It came back empty.
    QVERIFY(runUntil(presence.loop(), [&] { return told == "+-"; }));
    QVERIFY(eventually([&] { return presence.announce() == "kept"; }));
    QVERIFY(presence.put("c1"));
    QVERIFY(runUntil(presence.loop(), [&] { return told == "+-+"; }));
}

void RedisPresenceTest::startsBeforeRedisDoes() {
    RedisService redis;
    redis.kill();
    Used presence(redis);
    QCOMPARE(presence.connections(), std::string("unavailable"));

    redis.start();

    QVERIFY(eventually([&] { return presence.announce() == "fresh"; }));
}

void RedisPresenceTest::speaksTls() {
    CertificateFiles authority;
    const auto server = authority.issue("server");
    const auto client = authority.issue("client");
    const RedisService redis({"--tls-ca-cert-file", authority.certificate(), "--tls-cert-file", server.certificate,
                              "--tls-key-file", server.key, "--tls-auth-clients", "yes"},
                             RedisService::Transport::tls);
    RedisPresenceConfig config;
    config.url = "rediss://" + redis.address();
    config.ca = authority.certificate();
    config.certificate = client.certificate;
    config.key = client.key;
    Used presence(config);
    QCOMPARE(presence.announce(), std::string("fresh"));
    QVERIFY(presence.put("c1"));
    std::string told;
    const auto watch =
        (*presence).watch({kAnn}, presence.loop(), [&](const UserId&, bool isOnline) { told += isOnline ? "+" : "-"; });
    QVERIFY(runUntil(presence.loop(), [&] { return told == "+"; }));

    // One that shows no certificate is not let in.
    config.certificate.clear();
    config.key.clear();
    Used unknown(config);
    QCOMPARE(unknown.connections(), std::string("unavailable"));
}

void RedisPresenceTest::refusesACertificateOfAnotherAuthority() {
    CertificateFiles authority;
    CertificateFiles another;
    const auto server = authority.issue("server");
    const RedisService redis({"--tls-ca-cert-file", authority.certificate(), "--tls-cert-file", server.certificate,
                              "--tls-key-file", server.key, "--tls-auth-clients", "no"},
                             RedisService::Transport::tls);
    RedisPresenceConfig config;
    config.url = "rediss://" + redis.address();
    config.ca = another.certificate();
    Used presence(config);
    const auto refused = presence.announce();
    QVERIFY2(refused.find("certificate verify failed") != refused.npos, refused.c_str());

    config.ca = authority.certificate();
    QCOMPARE(Used(config).announce(), std::string("fresh"));
    // The name in the certificate counts, too.
    config.url = "rediss://127.0.0.2:" + std::to_string(redis.port());
    QVERIFY(Used(config).announce() != "fresh");
}

void RedisPresenceTest::signsInByPassword() {
    const RedisService redis({"--requirepass", "open sesame"});
    RedisPresenceConfig config;
    config.url = "redis://:open%20sesame@" + redis.address() + "/3";
    Used presence(config);
    QCOMPARE(presence.announce(), std::string("fresh"));

    config.url = "redis://:wrong@" + redis.address();
    const auto refused = Used(config).announce();
    QVERIFY2(refused.find("WRONGPASS") != refused.npos, refused.c_str());
    QVERIFY(refused.find(":wrong") == refused.npos);
}

// With no more rights than docs/operations.md names.
void RedisPresenceTest::signsInAsAUser() {
    const RedisService redis({"--user", "baithak", "on", ">secret", "~baithak:*", "resetchannels", "&baithak:*",
                              "+@read", "+@write", "+@scripting", "+@pubsub", "+@connection", "+time", "-@dangerous"});
    RedisPresenceConfig config;
    config.url = "redis://baithak:secret@" + redis.address();
    Used presence(config);
    QCOMPARE(presence.announce(), std::string("fresh"));
    QVERIFY(presence.put("c1"));
    std::string told;
    const auto watch =
        (*presence).watch({kAnn}, presence.loop(), [&](const UserId&, bool isOnline) { told += isOnline ? "+" : "-"; });
    QVERIFY(runUntil(presence.loop(), [&] { return told == "+"; }));

    config.prefix = "theirs:";
    const auto refused = Used(config).announce();
    QVERIFY2(refused.find("can't access at least one of the keys") != refused.npos, refused.c_str());
}

void RedisPresenceTest::followsAFailover() {
    RedisService master;
    const RedisService replica({"--replicaof", "127.0.0.1", std::to_string(master.port())});
    QVERIFY(eventually(
        [&] { return replica.command({"INFO", "replication"}).find("master_link_status:up") != std::string::npos; }));
    const auto sentinel = RedisService::sentinel("chat", master);
    QVERIFY(eventually([&] {
        return sentinel->command({"SENTINEL", "replicas", "chat"}).find(std::to_string(replica.port())) !=
               std::string::npos;
    }));
    RedisPresenceConfig config;
    config.sentinels = {"127.0.0.1:" + std::to_string(freePort()), sentinel->address()};  // nobody is at the first
    config.master = "chat";
    Used presence(config);
    QVERIFY(eventually([&] { return presence.announce() == "kept"; }));
    QVERIFY(presence.put("c1"));
    QCOMPARE(master.command({"EXISTS", "baithak:sessions:ann"}), std::string("1\n"));

    master.kill();

    QVERIFY(eventually([&] { return presence.put("c1"); }, 30s));
    QCOMPARE(presence.announce(), std::string("fresh"));
    QCOMPARE(replica.command({"EXISTS", "baithak:sessions:ann"}), std::string("1\n"));
    QVERIFY(presence.put("c1"));
    QCOMPARE(presence.connections(), std::string("c1"));
}

void RedisPresenceTest::signsInAtTheSentinelsToo() {
    const RedisService master({"--requirepass", "s3cret", "--masterauth", "s3cret"});
    const auto sentinel = RedisService::sentinel("chat", master, "s3cret");
    RedisPresenceConfig config;
    config.url = "redis://:s3cret@ignored";
    config.sentinels = {sentinel->address()};
    config.master = "chat";
    Used presence(config);
    QVERIFY(eventually([&] { return presence.announce() == "kept"; }));
    QVERIFY(presence.put("c1"));
    QCOMPARE(presence.connections(), std::string("c1"));

    config.url = "redis://:wrong@ignored";
    Used refused(config);
    QCOMPARE(refused.connections(), std::string("unavailable"));
}

void RedisPresenceTest::refusesAConfigurationThatWontDo_data() {
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("sentinel");
    QTest::addColumn<QString>("ca");
    QTest::addColumn<QString>("names");
    QTest::newRow("url") << "http://x" << "" << "" << "redis-url";
    QTest::newRow("sentinel") << "redis://x" << "a:b" << "" << "redis-sentinels";
    QTest::newRow("no TLS") << "redis://x" << "" << "/ca.pem" << "rediss://";
    QTest::newRow("no file") << "rediss://x" << "" << "/no/such/file.pem" << "/no/such/file.pem";
}

void RedisPresenceTest::refusesAConfigurationThatWontDo() {
    QFETCH(const QString, url);
    QFETCH(const QString, sentinel);
    QFETCH(const QString, ca);
    QFETCH(const QString, names);
    RedisPresenceConfig config;
    config.url = url.toStdString();
    if (!sentinel.isEmpty()) config.sentinels = {sentinel.toStdString()};
    config.ca = ca.toStdString();
    Log log(LogLevel::error);
    Metrics metrics;

    const auto refused = makeRedisPresence(config, log, metrics);

    QVERIFY(!refused);
    QVERIFY2(refused.error().text.find(names.toStdString()) != std::string::npos, refused.error().text.c_str());
}

BAITHAK_REGISTER_TEST(RedisPresenceTest);

}  // namespace baithak::test

#include "redis_presence_test.moc"
