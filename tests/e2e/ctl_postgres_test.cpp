// SPDX-License-Identifier: MIT

// The road from one process to a cluster: a server's SQLite store moved to PostgreSQL, on which the same people go on.

#include <csignal>
#include <fstream>

#include "tests/e2e/qt_print.h"
#include "tests/e2e/world.h"
#include "tests/support/register_test.h"
#include "tests/support/services/postgres.h"

namespace baithak::test {

using nlohmann::json;

namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

class CtlPostgresTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void movesAStoreThatGoesOnInUse();
    void saysAgainThatAllOfItIsThere();
    void leavesARunningServerAlone();
    void refusesWhatIsMissing();

private:
    PostgresService postgres_;
};

void CtlPostgresTest::movesAStoreThatGoesOnInUse() {
    postgres_.createDatabase("chat");
    const auto url = postgres_.url("chat");
    World old;
    const auto ann = old.newUser("ann");
    const auto bob = old.newUser("bob");
    const auto group = old.rest.createGroup(ann, "G", {bob.user});
    {
        const auto peer = old.peer(ann);
        for (int i = 0; i < 50; ++i) peer->sendText(textFrame("m-" + std::to_string(i), bob.user, "before"));
        (void)peer->take(50);
    }
    const auto before = old.rest.log(bob, directLog(ann.user, bob.user));
    old.server.signal(SIGTERM);
    QCOMPARE(old.server.waitExit().value_or(-1), 0);

    const auto file = old.directory.path() + "/url";
    std::ofstream(file) << url << '\n';
    const auto moved = runCtl({"migrate-store", "--data-dir", old.dataDir, "--postgres-url-file", file, "--json"});

    QVERIFY2(moved.exitCode == 0, moved.err.c_str());
    const auto report = json::parse(moved.out);
    QVERIFY(!report.at("isContinued").get<bool>() && !report.at("wasDone").get<bool>());
    QVERIFY(report.at("tables").size() > 5);
    for (const auto& table : report.at("tables"))
        QCOMPARE(table.at("digest").get<std::string>().empty(), table.at("rows") == 0);
    World fresh({"--auth", "open", "--store", "postgres", "--postgres-url", url});
    const auto after = fresh.rest.log(bob, directLog(ann.user, bob.user));
    QCOMPARE(after.size(), before.size());
    for (std::size_t i = 0; i < after.size(); ++i) {
        QCOMPARE(after[i].id, before[i].id);
        QCOMPARE(after[i].seq, before[i].seq);
    }
    // Keys, groups and the numbers of the log go on.
    QCOMPARE(fresh.get(ann, "/v1.0/groups/" + group).status, 200);
    const auto peer = fresh.peer(ann);
    peer->sendText(textFrame("m-0", bob.user, "before"));
    peer->sendText(textFrame("m-after", bob.user, "after"));
    (void)peer->take(2);
    QCOMPARE(fresh.rest.log(bob, directLog(ann.user, bob.user)).size(), before.size() + 1);
}

// Killed behind its last commit, it has said nothing: the next run does.
void CtlPostgresTest::saysAgainThatAllOfItIsThere() {
    postgres_.createDatabase("again");
    const auto url = postgres_.url("again");
    World old;
    const auto ann = old.newUser("ann");
    old.server.signal(SIGTERM);
    QCOMPARE(old.server.waitExit().value_or(-1), 0);
    const Arguments move{"migrate-store", "--data-dir", old.dataDir, "--postgres-url", url};
    const Arguments moveAsJson{"migrate-store", "--data-dir", old.dataDir, "--postgres-url", url, "--json"};
    const auto first = runCtl(moveAsJson);
    QVERIFY2(first.exitCode == 0, first.err.c_str());

    const auto again = runCtl(move);
    const auto asJson = runCtl(moveAsJson);

    QVERIFY2(again.exitCode == 0, again.err.c_str());
    QVERIFY2(contains(again.out, "All of it is there") && contains(again.out, "earlier run"), again.out.c_str());
    QCOMPARE(asJson.exitCode, 0);
    const auto report = json::parse(asJson.out);
    QVERIFY(report.at("wasDone").get<bool>() && report.at("isThere").get<bool>());
    QVERIFY(report.at("tables") == json::parse(first.out).at("tables"));

    // The database is in use now: what it holds is not said to be what was moved.
    World fresh({"--auth", "open", "--store", "postgres", "--postgres-url", url});
    fresh.newUser("bob");
    const auto later = runCtl(move);
    QVERIFY2(later.exitCode == 0, later.err.c_str());
    QVERIFY2(!contains(later.out, "All of it is there") && contains(later.out, "used since"), later.out.c_str());
    QVERIFY(!json::parse(runCtl(moveAsJson).out).at("isThere").get<bool>());
}

void CtlPostgresTest::leavesARunningServerAlone() {
    postgres_.createDatabase("busy");
    World world;
    const auto ran = runCtl({"migrate-store", "--data-dir", world.dataDir, "--postgres-url", postgres_.url("busy")});
    QCOMPARE(ran.exitCode, 1);
    QVERIFY2(contains(ran.err, world.dataDir), ran.err.c_str());
    QCOMPARE(world.call("GET", "/alive").status, 200);
}

void CtlPostgresTest::refusesWhatIsMissing() {
    const TempDir directory;
    const auto noUrl = runCtl({"migrate-store", "--data-dir", directory.path()});
    QCOMPARE(noUrl.exitCode, 2);
    QVERIFY(contains(noUrl.err, "--postgres-url"));
    QCOMPARE(runCtl({"migrate-store", "--postgres-url", "postgresql://127.0.0.1/x"}).exitCode, 2);
    const auto noStore =
        runCtl({"migrate-store", "--data-dir", directory.path(), "--postgres-url", postgres_.url("postgres")});
    QCOMPARE(noStore.exitCode, 1);
    QVERIFY2(contains(noStore.err, directory.path()), noStore.err.c_str());
    const auto nobody = runCtl({"migrate-store", "--data-dir", directory.path(), "--postgres-url",
                                "postgresql://baithak:marker-password@127.0.0.1:1/chat"});
    QCOMPARE(nobody.exitCode, 1);
    QVERIFY(!contains(nobody.err, "marker-password"));
}

BAITHAK_REGISTER_TEST(CtlPostgresTest);

}  // namespace baithak::test

#include "ctl_postgres_test.moc"
