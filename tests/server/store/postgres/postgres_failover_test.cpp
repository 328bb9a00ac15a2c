// SPDX-License-Identifier: MIT

// The store on PostgreSQL when its server can't be had, and when it is found: by its name, among several, after a
// death.

#include "server/store/postgres/postgres_store.h"

#include <QTest>

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <thread>

#include "tests/server/store/postgres/own_server.h"
#include "tests/server/support/run_task.h"
#include "tests/support/register_test.h"
#include "tests/support/services/certificates.h"

namespace baithak::test {

namespace {

std::chrono::milliseconds timeOf(const std::function<void()>& step) {
    const auto began = std::chrono::steady_clock::now();
    step();
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
}

// Sends one message after the other, each until it is told that it is stored.
class Sender {
public:
    explicit Sender(StoreUnderTest& store) : store_(store) {
        store_.addUsers({"ann", "bob"});
        device_ = store_.addDevice("bob", "phone");
        thread_ = std::thread([this] { run(); });
    }
    ~Sender() { stop(); }

    // By id, the seqs that were acknowledged.
    std::map<std::string, std::uint64_t> stop() {
        isStopping_ = true;
        if (thread_.joinable()) thread_.join();
        return acknowledged_;
    }
    // By id, what the log holds; empty when something is in it twice.
    std::map<std::string, std::uint64_t> stored() {
        std::map<std::string, std::uint64_t> all;
        for (std::uint64_t from = 1; true;) {
            const auto range = store_.fetch("bob", device_, "dm:ann:bob", from);
            for (const auto& entry : range.entries) {
                if (!all.emplace(entry.message->id.value, entry.seq).second) return {};
            }
            if (range.upto >= range.head) return all;
            from = range.upto + 1;
        }
    }

    std::atomic<int> count{0};  // acknowledged

private:
    void run() {
        for (int i = 0; !isStopping_; ++i) {
            const auto id = "m" + std::to_string(i);
            while (!isStopping_) {  // the same again until it is told
                const auto sent = tryToSend(store_, id);
                if (!sent) continue;
                acknowledged_[id] = sent->front().seq;
                ++count;
                break;
            }
        }
    }

    StoreUnderTest& store_;
    Device device_;
    std::atomic<bool> isStopping_{false};
    std::map<std::string, std::uint64_t> acknowledged_;
    std::thread thread_;
};

}  // namespace

class PostgresFailoverTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { place_ = std::make_unique<PostgresPlace>(); }
    void cleanup() { place_.reset(); }

    void refusesServiceWhileTheServerIsAway();
    void tellsOfAServerThatOnlyTakesReaders();
    void connectsByTheNameInTheCertificate();
    void triesTheNextHostWhenANameIsUnknown();
    void losesNothingWhenTheServerIsKilled();
    void goesToTheHostThatTakesWrites();
    void goesOnWithThePromotedStandby();

private:
    std::unique_ptr<PostgresPlace> place_;
};
BAITHAK_REGISTER_TEST(PostgresFailoverTest);

void PostgresFailoverTest::refusesServiceWhileTheServerIsAway() {
    OwnServer server;
    auto store = server.store();
    store->addUsers({"ann", "bob"});
    QVERIFY(tryToSend(*store, "m1"));
    QVERIFY((*store)->problem().empty());

    server.service.kill();
    QTRY_VERIFY_WITH_TIMEOUT(!(*store)->problem().empty(), 10'000);  // found without a call
    const auto took = timeOf([&] {
        const auto refused = tryToSend(*store, "m2");
        QVERIFY(!refused && refused.error().code == Errc::unavailable);
        const auto unread = runTask(store->users().find(UserId("ann")));
        QVERIFY(!unread && unread.error().code == Errc::unavailable);
    });
    QVERIFY(took < std::chrono::seconds(3));
    const auto port = std::to_string(server.service.port());
    QVERIFY2((*store)->problem().find("127.0.0.1:" + port) != std::string::npos, (*store)->problem().c_str());

    server.service.start();
    QTRY_VERIFY_WITH_TIMEOUT((*store)->problem().empty(), 20'000);
    const auto served = tryToSend(*store, "m2");
    QVERIFY(served);
    QCOMPARE(served->front().seq, 2u);
    QVERIFY(tryToSend(*store, "m1")->front().isRepeat);
}

// As a former primary is: what it refused it has surely not done, and nobody is told that it may have.
void PostgresFailoverTest::tellsOfAServerThatOnlyTakesReaders() {
    OwnServer server;
    auto store = server.store();
    store->addUsers({"ann", "bob"});
    const auto device = store->addDevice("bob", "phone");
    QVERIFY(tryToSend(*store, "m1"));
    static_cast<void>(server.service.sql("postgres", "ALTER SYSTEM SET default_transaction_read_only = on"));
    static_cast<void>(server.service.sql("postgres", "SELECT pg_reload_conf()"));

    // Goes to the server together with its COMMIT.
    Result<> cleared;
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    do cleared = runTask(store->users().clearNotificationToken(device.number, "token"));
    while (cleared && std::chrono::steady_clock::now() < end);
    QVERIFY(!cleared);
    QVERIFY2(cleared.error().text.find("can't be reached") != std::string::npos, cleared.error().text.c_str());
    const auto sent = tryToSend(*store, "m2");
    QVERIFY(!sent);
    QVERIFY2(sent.error().text.find("can't be reached") != std::string::npos, sent.error().text.c_str());

    static_cast<void>(server.service.sql("postgres", "ALTER SYSTEM RESET default_transaction_read_only"));
    static_cast<void>(server.service.sql("postgres", "SELECT pg_reload_conf()"));
    QTRY_VERIFY_WITH_TIMEOUT(tryToSend(*store, "m2"), 10'000);
}

void PostgresFailoverTest::connectsByTheNameInTheCertificate() {
    CertificateFiles certificates;
    const auto identity = certificates.issue("localhost");
    if (const auto* user = getpwnam("postgres"); getuid() == 0 && user != nullptr) {
        // Its reader is not who made it.
        QVERIFY(chown(identity.key.c_str(), user->pw_uid, user->pw_gid) == 0);
        const auto directory = std::filesystem::path(identity.key).parent_path();
        QVERIFY(chmod(directory.c_str(), 0755) == 0);
    }
    QVERIFY(chmod(identity.key.c_str(), 0600) == 0);
    OwnServer server({"fsync=off", "ssl=on", "ssl_cert_file=" + identity.certificate, "ssl_key_file=" + identity.key});
    const auto port = std::to_string(server.service.port());
    const auto checked = "/chat?sslmode=verify-full&sslrootcert=" + certificates.certificate();

    const auto named = openAt("postgresql://chat@localhost:" + port + checked);
    QVERIFY2(named, named ? "" : named.error().text.c_str());

    // Another authority's: the name is looked up, and the certificate looked at.
    CertificateFiles others;
    const auto refused =
        openAt("postgresql://chat@localhost:" + port + "/chat?sslmode=verify-full&sslrootcert=" + others.certificate());
    QVERIFY(!refused);
}

void PostgresFailoverTest::triesTheNextHostWhenANameIsUnknown() {
    const auto port = std::to_string(PostgresPlace::server().port());
    const auto hosts = "no-such-host.invalid:" + port + ",localhost:" + port;
    auto store = storeOn(*place_, "postgresql://chat@" + hosts + "/" + place_->database());
    store->addUsers({"ann", "bob"});
    QCOMPARE(store->send("ann", "bob", "m1").seq, 1u);

    const auto nowhere = openAt("postgresql://chat@no-such-host.invalid:" + port + "/chat");
    QVERIFY(!nowhere);
    QVERIFY2(nowhere.error().text.find("no-such-host.invalid") != std::string::npos, nowhere.error().text.c_str());
}

// Killed again and again under load, as a crash would, with what an operator's server has: fsync.
void PostgresFailoverTest::losesNothingWhenTheServerIsKilled() {
    OwnServer server({"autovacuum=off"});
    auto store = server.store();
    Sender sender(*store);
    for (int round = 0; round < 3; ++round) {
        const int before = sender.count;
        QTRY_VERIFY_WITH_TIMEOUT(sender.count > before + 20, 30'000);
        if (round == 2) break;
        server.service.kill();
        server.service.start();
    }
    const auto acknowledged = sender.stop();

    const auto stored = sender.stored();
    QVERIFY(acknowledged.size() > 10);
    for (const auto& [id, seq] : acknowledged) QCOMPARE(stored.at(id), seq);
    QVERIFY(stored.size() <= acknowledged.size() + 1);
}

// The primary dies for good, and its standby, which each commit waited for, takes its place.
void PostgresFailoverTest::goesOnWithThePromotedStandby() {
    OwnServer primary({"autovacuum=off"});
    const auto standby = PostgresService::standbyOf(primary.service);
    static_cast<void>(primary.service.sql("postgres", "ALTER SYSTEM SET synchronous_standby_names = '*'"));
    static_cast<void>(primary.service.sql("postgres", "SELECT pg_reload_conf()"));
    const auto inStep = [&] { return primary.service.sql("postgres", "SELECT sync_state FROM pg_stat_replication"); };
    QTRY_COMPARE_WITH_TIMEOUT(inStep(), std::string("sync"), 20'000);
    auto store = storeAt("postgresql://chat@127.0.0.1:" + std::to_string(primary.service.port()) +
                         ",127.0.0.1:" + std::to_string(standby->port()) + "/chat");
    Sender sender(*store);
    QTRY_VERIFY_WITH_TIMEOUT(sender.count > 20, 30'000);

    primary.service.kill();
    standby->promote();

    const int before = sender.count;
    QTRY_VERIFY_WITH_TIMEOUT(sender.count > before + 20, 30'000);
    const auto acknowledged = sender.stop();
    const auto stored = sender.stored();
    for (const auto& [id, seq] : acknowledged) {
        QVERIFY2(stored.contains(id), id.c_str());
        QCOMPARE(stored.at(id), seq);
    }
    QVERIFY(stored.size() <= acknowledged.size() + 1);
    QVERIFY((*store)->problem().empty());
}

void PostgresFailoverTest::goesToTheHostThatTakesWrites() {
    OwnServer reading;
    static_cast<void>(reading.service.sql("postgres", "ALTER SYSTEM SET default_transaction_read_only = on"));
    static_cast<void>(reading.service.sql("postgres", "SELECT pg_reload_conf()"));
    const auto absent = freePort();
    const auto hosts = "127.0.0.1:" + std::to_string(absent) + ",127.0.0.1:" + std::to_string(reading.service.port()) +
                       ",127.0.0.1:" + std::to_string(PostgresPlace::server().port());
    auto store = storeOn(*place_, "postgresql://chat@" + hosts + "/" + place_->database());
    store->addUsers({"ann", "bob"});
    QCOMPARE(store->send("ann", "bob", "m1").seq, 1u);
    QCOMPARE(place_->sql("SELECT count(*) FROM baithak.messages"), std::string("1"));
}

}  // namespace baithak::test

#include "postgres_failover_test.moc"
