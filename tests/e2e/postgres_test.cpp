// SPDX-License-Identifier: MIT

// The whole server on PostgreSQL, which is killed under it.

#include "tests/support/services/postgres.h"
#include "tests/e2e/qt_print.h"
#include "tests/e2e/world.h"
#include "tests/support/register_test.h"

namespace baithak::test {

class PostgresTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void losesNothingWhenPostgresDies();
    void keepsMessagesApartFromItsOwnLife();
    void saysWhatIsMissing();
    void neverShowsThePassword();
};

namespace {

struct Chat {
    Chat() { postgres.createDatabase("chat"); }
    Arguments arguments() const {
        return {"--auth", "open", "--store", "postgres", "--postgres-url", postgres.url("chat")};
    }
    PostgresService postgres{{"autovacuum=off"}};
};

}  // namespace

void PostgresTest::losesNothingWhenPostgresDies() {
    Chat chat;
    World world(chat.arguments());
    const auto ann = world.newUser("ann");
    const auto bob = world.newUser("bob");
    const auto peer = world.peer(ann);
    std::vector<std::string> acknowledged;
    std::string refusal;
    const auto send = [&](const std::string& id) {
        peer->sendText(textFrame(id, bob.user, id));
        const auto answer = peer->next();
        if (const auto error = readErrorNotice(answer)) {
            refusal = wireName(error->error.code);
            return false;
        }
        acknowledged.push_back(answer.id.value);
        return true;
    };
    const auto isReady = [&] { return world.ops("/ready").status == 200; };
    for (int i = 0; i < 20; ++i) QVERIFY(send("before-" + std::to_string(i)));
    QVERIFY(isReady());

    chat.postgres.kill();
    QVERIFY(!send("meanwhile"));
    QCOMPARE(refusal, std::string("unavailable"));
    QVERIFY(world.eventually([&] { return !isReady(); }));
    QVERIFY(world.ops("/ready").body.find("PostgreSQL") != std::string::npos);
    QCOMPARE(world.get(ann, "/conversations").status, 503);

    chat.postgres.start();
    QVERIFY(world.eventually([&] { return send("meanwhile"); }, std::chrono::seconds(30)));
    QVERIFY(world.eventually(isReady));
    for (int i = 0; i < 5; ++i) QVERIFY(send("after-" + std::to_string(i)));
    std::vector<std::string> stored;
    for (const auto& entry : world.rest.log(bob, directLog(ann.user, bob.user))) stored.push_back(entry.id);
    QCOMPARE(stored, acknowledged);
}

void PostgresTest::keepsMessagesApartFromItsOwnLife() {
    Chat chat;
    World world(chat.arguments());
    const auto ann = world.newUser("ann");
    const auto bob = world.newUser("bob");
    const auto peer = world.peer(ann);
    for (int i = 0; i < 20; ++i) {
        peer->sendText(textFrame("m-" + std::to_string(i), bob.user, "text"));
        QVERIFY(!readErrorNotice(peer->next()));
    }
    world.restartAfterKill();
    QCOMPARE(world.rest.log(bob, directLog(ann.user, bob.user)).size(), 20u);
    QCOMPARE(chat.postgres.sql("chat", "SELECT count(*) FROM baithak.messages"), std::string("20"));
}

void PostgresTest::saysWhatIsMissing() {
    TempDir directory;
    const auto port = freePort();
    const auto ran = [&](Arguments more) {
        Arguments arguments{"--listen", "127.0.0.1:0", "--data-dir", directory.path() + "/data", "--store", "postgres"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return runServer(arguments);
    };
    const auto without = ran({});
    QVERIFY(without.exitCode != 0);
    QVERIFY2(without.err.find("postgres-url") != std::string::npos, without.err.c_str());
    const auto away = ran({"--postgres-url", "postgresql://ann:s3cret@127.0.0.1:" + std::to_string(port) + "/chat"});
    QVERIFY(away.exitCode != 0);
    QVERIFY2(away.err.find("127.0.0.1:" + std::to_string(port)) != std::string::npos, away.err.c_str());
    QVERIFY(away.err.find("s3cret") == std::string::npos);
    QVERIFY(ran({"--postgres-connections", "1", "--postgres-url", "postgresql://h/d"}).exitCode != 0);
}

void PostgresTest::neverShowsThePassword() {
    const auto checked =
        runServer({"config", "check", "--store", "postgres", "--postgres-url", "postgresql://u:s3cret@h/d"});
    QCOMPARE(checked.exitCode, 0);
    QVERIFY((checked.out + checked.err).find("s3cret") == std::string::npos);
}

BAITHAK_REGISTER_TEST(PostgresTest);

}  // namespace baithak::test

#include "postgres_test.moc"
